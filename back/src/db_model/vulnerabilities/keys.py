"""Where vulnerabilities are stored: alone, listed by finding, root and group."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from db_model.codec import item_of
from db_model.groups.keys import main as group_key
from db_model.keys import part
from db_model.types import FindingId, GroupName, RootId, VulnerabilityId
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus, ZeroRiskStatus
from store.types import Index, IndexKey, Item, Key

# A word for who may see it: drafts, the live, confirmed or requested zero risk, what is gone.
_VISIBILITY: Final[Mapping[VulnerabilityStatus, str]] = MappingProxyType(
    {
        VulnerabilityStatus.DELETED: "gone",
        VulnerabilityStatus.MASKED: "gone",
        VulnerabilityStatus.REJECTED: "draft",
        VulnerabilityStatus.SAFE: "live",
        VulnerabilityStatus.SUBMITTED: "draft",
        VulnerabilityStatus.VULNERABLE: "live",
    }
)
LIVE: Final = "live"


def main(id_: VulnerabilityId) -> Key:
    return Key(f"VUL#{part(id_)}")


def of_finding(id_: FindingId) -> str:
    return f"FIN#{part(id_)}"


def of_root(id_: RootId) -> str:
    return f"ROOT#{part(id_)}"


def of_group(name: GroupName) -> str:
    return f"{group_key(name).pk}#VUL"


def prefix(*, status: VulnerabilityStatus | None = None) -> str:
    """Return what the live vulnerabilities, of one ``status`` or any, begin with in an index."""
    return f"VUL#{LIVE}#" if status is None else f"VUL#{LIVE}#{status.lower()}#"


def item(vulnerability: Vulnerability) -> Item:
    status = vulnerability.state.status
    visibility = _VISIBILITY[status]
    if visibility == LIVE and vulnerability.zero_risk in (
        ZeroRiskStatus.CONFIRMED,
        ZeroRiskStatus.REQUESTED,
    ):
        visibility = "zero"
    id_ = part(vulnerability.id)
    place = f"{visibility}#{status.lower()}#{id_}"
    return item_of(
        vulnerability,
        key=main(vulnerability.id),
        kind="vulnerability",
        version=vulnerability.version,
        index=(
            (Index.G1, IndexKey(of_finding(vulnerability.finding_id), f"VUL#{place}")),
            (Index.G2, IndexKey(of_root(vulnerability.root_id), f"VUL#{place}")),
            (Index.G3, IndexKey(of_group(vulnerability.group_name), f"VUL#{place}")),
        ),
    )
