"""The vulnerability that stands out among those of some groups: one search, and a get or two.

Which it is changes when it is closed, opened again or rated anew, and the index then has the next
one at hand; no list is read.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from db_model.found import Asked, Reach
from db_model.paging import Judge
from db_model.types import GroupName
from db_model.vulnerabilities.find import released
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus
from search.types import And, Exists, Order, SearchIndex, Term
from store.types import Database

# Some more than one: what was changed a moment ago may not be what was asked for any more.
_AT_ONCE: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Extreme:
    """The first by ``order`` of those in a state."""

    status: VulnerabilityStatus
    order: Order


LAST_CLOSED: Final = Extreme(
    status=VulnerabilityStatus.SAFE, order=Order("closed_at", descending=True)
)
OLDEST_OPEN: Final = Extreme(status=VulnerabilityStatus.VULNERABLE, order=Order("reported_at"))
WORST_OPEN: Final = Extreme(
    status=VulnerabilityStatus.VULNERABLE, order=Order("severity", descending=True)
)


async def extreme_of(
    db: Database,
    index: SearchIndex,
    groups: Collection[GroupName],
    extreme: Extreme,
    judge: Judge[Vulnerability],
) -> Vulnerability | None:
    """Return the released vulnerability of ``groups`` that is the extreme of what ``judge`` sees.

    Raises:
        ScopeTooWide: there are too many groups.
        SearchUnavailable: the search engine does not answer.
    """
    reach = Reach(groups=frozenset(groups))
    after: str | None = None
    while groups:
        asked = Asked(
            first=_AT_ONCE,
            after=after,
            where=And((Term("status", extreme.status), Exists(extreme.order.field))),
            sort=(extreme.order,),
        )
        page = await released(db, index, reach, asked)
        verdicts = await judge(page.nodes)
        for each, is_seen in zip(page.nodes, verdicts, strict=True):
            if is_seen and each.state.status is extreme.status:
                return each
        if not page.more:
            return None
        after = page.end
    return None
