"""Where vulnerabilities are stored: alone, listed by finding, root and group."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote

from db_model.codec import item_of
from db_model.groups.keys import main as group_key
from db_model.keys import part
from db_model.types import FindingId, GroupName, RootId, VulnerabilityId
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus, ZeroRiskStatus
from store.types import Index, IndexKey, Item, Key

KIND: Final = "vulnerability"
PREFIX: Final = "VUL#"  # of its partition, and of its places in every index
DRAFT: Final = "draft"
GONE: Final = "gone"
LIVE: Final = "live"
ZERO: Final = "zero"  # confirmed or requested zero risk
# A word for who may see it; what is gone is seen by nobody.
_VISIBILITY: Final[Mapping[VulnerabilityStatus, str]] = MappingProxyType(
    {
        VulnerabilityStatus.DELETED: GONE,
        VulnerabilityStatus.MASKED: GONE,
        VulnerabilityStatus.REJECTED: DRAFT,
        VulnerabilityStatus.SAFE: LIVE,
        VulnerabilityStatus.SUBMITTED: DRAFT,
        VulnerabilityStatus.VULNERABLE: LIVE,
    }
)


def main(id_: VulnerabilityId) -> Key:
    return Key(f"{PREFIX}{part(id_)}")


def id_of(key: Key) -> VulnerabilityId:
    """Return whose partition ``key`` is in."""
    return VulnerabilityId(unquote(key.pk.removeprefix(PREFIX)))


def of_finding(id_: FindingId) -> str:
    return f"FIN#{part(id_)}"


def of_root(id_: RootId) -> str:
    return f"ROOT#{part(id_)}"


def of_group(name: GroupName) -> str:
    return f"{group_key(name).pk}#VUL"


def prefix(seen: str, *, status: VulnerabilityStatus | None = None) -> str:
    """Return what those seen as ``seen``, of one ``status`` or any, begin with in an index."""
    of_any = f"{PREFIX}{seen}#"
    return of_any if status is None else f"{of_any}{status.lower()}#"


def visibility(vulnerability: Vulnerability) -> str:
    """Return who may see it, as one of the words above."""
    seen = _VISIBILITY[vulnerability.state.status]
    if seen == LIVE and vulnerability.zero_risk in (
        ZeroRiskStatus.CONFIRMED,
        ZeroRiskStatus.REQUESTED,
    ):
        return ZERO
    return seen


def item(vulnerability: Vulnerability) -> Item:
    status = vulnerability.state.status
    id_ = part(vulnerability.id)
    place = f"{visibility(vulnerability)}#{status.lower()}#{id_}"
    return item_of(
        vulnerability,
        key=main(vulnerability.id),
        kind=KIND,
        version=vulnerability.version,
        index=(
            (Index.G1, IndexKey(of_finding(vulnerability.finding_id), f"{PREFIX}{place}")),
            (Index.G2, IndexKey(of_root(vulnerability.root_id), f"{PREFIX}{place}")),
            (Index.G3, IndexKey(of_group(vulnerability.group_name), f"{PREFIX}{place}")),
        ),
    )
