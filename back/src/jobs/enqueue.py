"""Wishing for a job, as a write for the commit of whoever wishes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from jobs.items import job_from, job_key
from jobs.rules import wish
from jobs.types import JobId
from kit.time import milliseconds
from store.types import Item, Key, Put


class Reader(Protocol):
    """The part of a store that is needed here."""

    async def get(
        self, keys: Sequence[Key], *, strong: bool = False
    ) -> tuple[Item | None, ...]: ...


async def enqueue(
    db: Reader, kind: str, subject: str, *, now: datetime, run_after: datetime | None = None
) -> Put:
    """Return the write that has ``kind`` run for ``subject``, at once or from ``run_after`` on.

    Wishes for one job are one run, at the earliest of their times, unless it has begun: then it
    runs once more afterwards.  A wish for a dead job revives it.  If the write's condition
    fails, another wish came or a run ended meanwhile: enqueue anew and commit again.  After the
    commit, ring the bell of this process's runner.
    """
    job = JobId(kind, subject)
    (item,) = await db.get([job_key(job)], strong=True)
    return wish(
        job,
        job_from(item) if item else None,
        now_ms=milliseconds(now),
        run_after_ms=milliseconds(run_after or now),
    )
