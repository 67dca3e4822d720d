"""How the jobs stand, for operators: how many wait, run, are late or were given up."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from jobs.items import (
    SHARDS,
    dead_list,
    fence_from,
    fence_key,
    job_from,
    lease_from,
    lease_key,
    ready_list,
)
from jobs.rules import Seen, is_due
from jobs.types import Job
from kit.time import milliseconds
from store.types import Database, Index, Query

_PAGE: Final = 50  # jobs; two items of each are then read at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """How many jobs there are of each sort.

    ``late`` has been due for the longest while nobody runs it, ``dead`` was given up first;
    ``ahead`` is how much later a lease ends than a clock like ours would have it end.
    """

    waiting: int = 0
    running: int = 0
    due: int = 0
    given_up: int = 0
    late: Job | None = None
    dead: Job | None = None
    ahead: timedelta = timedelta(0)


async def survey(db: Database, leases: Mapping[str, timedelta], *, now: datetime) -> Survey:
    """Return how the jobs stand whose kinds have those ``leases``; reads all of them."""
    now_ms, found = milliseconds(now), Survey()
    for shard in range(SHARDS):
        async for seen in _ready(db, ready_list(shard)):
            if seen.job is not None and (length := leases.get(seen.job.id.kind)) is not None:
                found = with_ready(found, seen, length, now_ms=now_ms)
    for name in leases:
        async for job in _listed(db, dead_list(name)):
            found = replace(found, given_up=found.given_up + 1, dead=_longer(found.dead, job))
    return found


def with_ready(found: Survey, seen: Seen, usual: timedelta, *, now_ms: int) -> Survey:
    """Return ``found`` with one more job that is wished for; its leases have a ``usual`` length."""
    job, fence, lease = seen.job, seen.fence, seen.lease
    if job is None:
        return found
    if lease is not None:
        length = timedelta(milliseconds=lease.until_ms - now_ms)
        found = replace(found, ahead=max(found.ahead, length - usual))
    if is_due(seen, now_ms=now_ms):
        return replace(found, due=found.due + 1, late=_longer(found.late, job))
    if fence is not None and fence.holder:
        return replace(found, running=found.running + 1)
    return replace(found, waiting=found.waiting + 1)


def _longer(one: Job | None, other: Job) -> Job:
    return other if one is None or other.run_after_ms < one.run_after_ms else one


async def _ready(db: Database, place: str) -> AsyncIterator[Seen]:
    async for jobs in _pages(db, place):
        fences = await db.get([fence_key(job.id) for job in jobs], strong=True)
        leases = await db.get([lease_key(job.id) for job in jobs], strong=True)
        for job, fence, lease in zip(jobs, fences, leases, strict=True):
            yield Seen(
                job=job,
                fence=fence_from(fence) if fence else None,
                lease=lease_from(lease) if lease else None,
            )


async def _listed(db: Database, place: str) -> AsyncIterator[Job]:
    async for jobs in _pages(db, place):
        for job in jobs:
            yield job


async def _pages(db: Database, place: str) -> AsyncIterator[tuple[Job, ...]]:
    query: Query | None = Query(place, index=Index.G1, limit=_PAGE)
    while query is not None:
        page = await db.query(query)
        if page.items:
            yield tuple(map(job_from, page.items))
        query = replace(query, after=page.next) if page.next else None
