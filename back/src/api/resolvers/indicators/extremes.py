"""The vulnerability that stands out among those of some groups, as the caller sees them."""

from collections.abc import Collection
from datetime import datetime

from api.context import Context, Info
from api.resolvers.vulnerability.pages import judge_of
from db_model.types import GroupName
from db_model.vulnerabilities.extremes import (
    LAST_CLOSED,
    OLDEST_OPEN,
    WORST_OPEN,
    Extreme,
    extreme_of,
)
from db_model.vulnerabilities.types import Vulnerability


async def last_closed(context: Context, groups: Collection[GroupName]) -> Vulnerability | None:
    """Return the vulnerability that was closed last, of those that still are."""
    return await _seen(context, groups, LAST_CLOSED)


async def oldest_open(context: Context, groups: Collection[GroupName]) -> Vulnerability | None:
    """Return the vulnerability that was reported first, of those that are open."""
    return await _seen(context, groups, OLDEST_OPEN)


async def worst_open(context: Context, groups: Collection[GroupName]) -> Vulnerability | None:
    """Return an open vulnerability with the highest temporal score."""
    return await _seen(context, groups, WORST_OPEN)


def days_since(instant: datetime | None, info: Info) -> int | None:
    """Return how many days, in UTC, lie between that of ``instant`` and today."""
    return None if instant is None else (info.context.now.date() - instant.date()).days


async def _seen(
    context: Context, groups: Collection[GroupName], extreme: Extreme
) -> Vulnerability | None:
    return await extreme_of(context.db, context.search, groups, extreme, judge_of(context))
