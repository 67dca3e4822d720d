"""Where findings are stored: alone, listed by group; their figures in the unstreamed space."""

from urllib.parse import unquote

from db_model.codec import item_of
from db_model.findings.types import DetectedBy, Finding, FindingStatus
from db_model.groups.keys import main as group_key
from db_model.keys import part, unique
from db_model.types import FindingId, GroupName
from store.types import Index, IndexKey, Item, Key

KIND = "finding"
PREFIX = "FIN#"  # of its partition, and of what it lists
GONE = "FIN#gone#"
LIVE = "FIN#live#"
FIGURES_KIND = "finding-figures"


def main(id_: FindingId) -> Key:
    return Key(f"{PREFIX}{part(id_)}")


def id_of(key: Key) -> FindingId:
    """Return whose partition ``key`` is in."""
    return FindingId(unquote(key.pk.removeprefix(PREFIX)))


def figures(id_: FindingId) -> Key:
    return Key(f"~CNT#FIN#{part(id_)}")


def rule(group: GroupName, detected_by: DetectedBy) -> Key:
    """Return the guard that gives a rule of a tool one finding a group."""
    return unique("rule", group, detected_by.tool, detected_by.rule)


def item(finding: Finding) -> Item:
    prefix = GONE if finding.state.status is FindingStatus.DELETED else LIVE
    return item_of(
        finding,
        key=main(finding.id),
        kind=KIND,
        version=finding.version,
        index=(
            (Index.G1, IndexKey(group_key(finding.group_name).pk, f"{prefix}{part(finding.id)}")),
        ),
    )
