"""The job that closes the days that are over: it runs soon after each, and wishes for the next.

How days ended can be told without it; it keeps what that takes small.  It is about the day on
which it was wished for, so that it can wish for its own next run: the wishes of all processes for
a day are one.  After days without a worker one run closes them all.
"""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from db_model.groups.get import names_of_organization
from db_model.organizations.get import all_organizations
from indicators.history import FenceLost, close_days
from indicators.rules import group_scope, organization_scope
from jobs.enqueue import Reader, enqueue
from jobs.types import Kind, Run
from kit.time import milliseconds
from projections.errors import Overtaken
from projections.types import Keeping
from store.errors import Contention
from store.requests import RequestStore
from store.types import Cancelled, Put, Store

CLOSE: Final = "close-days"
# What was changed just before the end of a day is counted by then; what is later is added.
_AFTER: Final = timedelta(minutes=10)
_DAY: Final = timedelta(days=1)


def closing(keeping: Keeping) -> Kind:
    """Return the kind of job that closes days."""

    async def handle(job: Run) -> None:
        await close(keeping, job)

    return Kind(name=CLOSE, handle=handle)


async def wish_to_close(db: Reader, day: date, *, now: datetime) -> Put:
    """Return the write that has ``day``, in UTC, and all before closed when it is over."""
    end = datetime.combine(day + _DAY, time(), tzinfo=UTC)
    return await enqueue(db, CLOSE, day.isoformat(), now=now, run_after=end + _AFTER)


async def close(keeping: Keeping, job: Run) -> None:
    """Close the days that are over in all organizations and groups: a query each, and commits.

    Raises:
        Overtaken: another runner has taken the job over.
        Contention: others changed the same again and again; the next attempt does the rest.
    """
    now = keeping.clock()
    today, now_ms = now.date(), milliseconds(now)
    try:
        async for scope in dated_scopes(keeping.store):
            await close_days(keeping.store, scope, job.fence, today=today, now_ms=now_ms)
    except FenceLost as lost:
        raise Overtaken from lost
    await _wish_for_the_next(keeping, job)


async def dated_scopes(store: Store) -> AsyncIterator[str]:
    """Yield every scope of which it is kept how it changed: a query a thousand and organization."""
    async for organization in all_organizations(store):
        yield organization_scope(organization.id)
        for name in await names_of_organization(RequestStore(store), organization.id):
            yield group_scope(name)


async def _wish_for_the_next(keeping: Keeping, job: Run) -> None:
    now = keeping.clock()
    # Never its own day, should the clock have been set back: a job cannot put itself off.
    day = max(now.date(), date.fromisoformat(job.subject) + _DAY)
    wish = await wish_to_close(keeping.store, day, now=now)
    result = await keeping.store.commit([wish, job.fence])
    if isinstance(result, Cancelled):
        if result.reasons[-1] is not None:
            raise Overtaken
        raise Contention
