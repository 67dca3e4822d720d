"""The vulnerability that stands out among those of some groups: one search, and a get or two.

Which it is changes when it is closed, opened again or rated anew, and the index then has the next
one at hand; no list is read.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from api.context import Context, Info
from api.preload import are_seen
from db_model.found import Asked, Reach
from db_model.types import GroupName
from db_model.vulnerabilities.find import released
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus
from search.types import And, Exists, Order, Term

# Some more than one: what was changed a moment ago may not be what was asked for any more.
_AT_ONCE: Final = 5


async def last_closed(context: Context, groups: Collection[GroupName]) -> Vulnerability | None:
    """Return the vulnerability that was closed last, of those that still are."""
    order = Order("closed_at", descending=True)
    return await _first(context, groups, VulnerabilityStatus.SAFE, order)


async def oldest_open(context: Context, groups: Collection[GroupName]) -> Vulnerability | None:
    """Return the vulnerability that was reported first, of those that are open."""
    return await _first(context, groups, VulnerabilityStatus.VULNERABLE, Order("reported_at"))


async def worst_open(context: Context, groups: Collection[GroupName]) -> Vulnerability | None:
    """Return an open vulnerability with the highest temporal score."""
    order = Order("severity", descending=True)
    return await _first(context, groups, VulnerabilityStatus.VULNERABLE, order)


def days_since(instant: datetime | None, info: Info) -> int | None:
    """Return how many days, in UTC, lie between that of ``instant`` and today."""
    return None if instant is None else (info.context.now.date() - instant.date()).days


async def _first(
    context: Context, groups: Collection[GroupName], status: VulnerabilityStatus, order: Order
) -> Vulnerability | None:
    reach = Reach(groups=frozenset(groups))
    after: str | None = None
    while groups:
        asked = Asked(
            first=_AT_ONCE,
            after=after,
            where=And((Term("status", status), Exists(order.field))),
            sort=(order,),
        )
        page = await released(context.db, context.search, reach, asked)
        there = await are_seen(context, page.nodes)
        for each, is_there in zip(page.nodes, there, strict=True):
            if is_there and each.state.status is status:
                return each
        if not page.more:
            return None
        after = page.end
    return None
