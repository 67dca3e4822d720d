"""The days of a scope as the store keeps them: how they ended, and closing those that are over."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from db_model.paging import everything
from indicators.days import check_range, closing, points, standing
from indicators.items import counters_key, day_key, kept_from, snapshot_item, snapshot_key
from indicators.types import Closing, Kept
from store.errors import Contention
from store.types import (
    Absent,
    AtVersion,
    Cancelled,
    Check,
    Database,
    Delete,
    Expect,
    Item,
    Key,
    Put,
    Query,
    Store,
    Write,
)
from store.versions import next_version

_PAGE: Final = 1000
_ATTEMPTS: Final = 10


class FenceLost(Exception):
    """Another runner has taken the job over; it does the rest."""


async def history(
    db: Database, scope: str, *, since: date, until: date, today: date
) -> tuple[tuple[date, Mapping[str, int]], ...]:
    """Return the sums of a scope as they stood at the end of days, in UTC: a query a thousand.

    Of each day that is over, of the last ninety, and of each week before; from the first on
    which anything was counted.

    Raises:
        DaysRefused: ``since`` and ``until`` are no range, or one of more than two years.
    """
    check_range(since, until)
    kept = kept_from(await partition(db, scope))
    return tuple(standing(kept, points(since, until, today=today)))


async def partition(db: Database, scope: str, *, strong: bool = False) -> Sequence[Item]:
    """Return the sums of a scope and all that is kept of its days."""
    query = Query(counters_key(scope).pk, limit=_PAGE, strong=strong)
    return await everything(db, query)


async def close_days(store: Store, scope: str, fence: Check, *, today: date, now_ms: int) -> None:
    """Close the days of a scope that are over, and keep only weeks of the old.

    A query, and as often as there is something to do a commit and a query.

    Raises:
        FenceLost: another runner has taken the job over.
        Contention: others changed the same again and again; what was closed stays so.
    """
    failures = 0
    while failures < _ATTEMPTS:
        kept = kept_from(await partition(store, scope, strong=True))
        plan = closing(kept, today=today)
        if plan is None:
            return
        writes = [*_writes(scope, kept, plan, now_ms=now_ms), fence]
        result = await store.commit(writes)
        if isinstance(result, Cancelled):
            if result.reasons[-1] is not None:
                raise FenceLost
            failures += 1
    raise Contention


def _writes(scope: str, kept: Kept, plan: Closing, *, now_ms: int) -> list[Write]:
    def seen(key: Key) -> Expect:
        version = kept.versions.get(key.sk)
        return Absent() if version is None else AtVersion(version)

    writes: list[Write] = []
    for day, sums in plan.snapshots.items():
        key = snapshot_key(scope, day)
        version = next_version(kept.versions.get(key.sk), now_ms)
        writes.append(Put(snapshot_item(scope, day, sums, version=version), seen(key)))
    gone = [*(day_key(scope, day) for day in plan.days)]
    gone += [snapshot_key(scope, day) for day in plan.dropped]
    return [*writes, *(Delete(key, seen(key)) for key in gone)]
