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

DRAFT: Final = "draft"
LIVE: Final = "live"
ZERO: Final = "zero"  # confirmed or requested zero risk
# A word for who may see it; what is gone is seen by nobody.
_VISIBILITY: Final[Mapping[VulnerabilityStatus, str]] = MappingProxyType(
    {
        VulnerabilityStatus.DELETED: "gone",
        VulnerabilityStatus.MASKED: "gone",
        VulnerabilityStatus.REJECTED: DRAFT,
        VulnerabilityStatus.SAFE: LIVE,
        VulnerabilityStatus.SUBMITTED: DRAFT,
        VulnerabilityStatus.VULNERABLE: LIVE,
    }
)


def main(id_: VulnerabilityId) -> Key:
    return Key(f"VUL#{part(id_)}")


def of_finding(id_: FindingId) -> str:
    return f"FIN#{part(id_)}"


def of_root(id_: RootId) -> str:
    return f"ROOT#{part(id_)}"


def of_group(name: GroupName) -> str:
    return f"{group_key(name).pk}#VUL"


def prefix(visibility: str, *, status: VulnerabilityStatus | None = None) -> str:
    """Return what those of a ``visibility``, of one ``status`` or any, begin with in an index."""
    of_any = f"VUL#{visibility}#"
    return of_any if status is None else f"{of_any}{status.lower()}#"


def item(vulnerability: Vulnerability) -> Item:
    status = vulnerability.state.status
    visibility = _VISIBILITY[status]
    if visibility == LIVE and vulnerability.zero_risk in (
        ZeroRiskStatus.CONFIRMED,
        ZeroRiskStatus.REQUESTED,
    ):
        visibility = ZERO
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
