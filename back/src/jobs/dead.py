"""Jobs that were given up, for operators: a list of them, and another chance for one."""

from datetime import datetime
from typing import Protocol

from jobs.enqueue import Reader
from jobs.errors import DeadJobNotFound
from jobs.items import dead_list, job_from, job_key
from jobs.rules import wish
from jobs.types import DeadPage, JobId, State
from kit.time import milliseconds
from store.types import Index, Page, Put, Query


class Lister(Protocol):
    """The part of a store that is needed here."""

    async def query(self, query: Query) -> Page: ...


async def list_dead(
    db: Lister, kind: str, *, limit: int = 100, after: str | None = None
) -> DeadPage:
    """Return a page of the dead jobs of ``kind``, each with its last run's error."""
    page = await db.query(Query(dead_list(kind), index=Index.G1, limit=limit, after=after))
    return DeadPage(jobs=tuple(job_from(item) for item in page.items), next=page.next)


async def revive(db: Reader, kind: str, subject: str, *, now: datetime) -> Put:
    """Return the write that makes a dead job ready again, at once and with all its attempts.

    Raises:
        DeadJobNotFound: there is no such job, or it is not dead.
    """
    job = JobId(kind, subject)
    (item,) = await db.get([job_key(job)], strong=True)
    before = job_from(item) if item else None
    if before is None or before.state is not State.DEAD:
        raise DeadJobNotFound
    now_ms = milliseconds(now)
    return wish(job, before, now_ms=now_ms, run_after_ms=now_ms)
