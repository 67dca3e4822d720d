"""What brings the trail up with the store: a consumer, and the job for what it missed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from db_model.commit import CONTEXT
from jobs.enqueue import Reader, enqueue
from jobs.types import Kind, Run
from projections.scans import Progress, begun, ended, progress_of, scanned
from projections.types import PATIENT, Keeping
from store.types import Item, Write
from streams.types import Change, Consumer, Handling
from trails.record import record

AUDIT: Final = "audit"
CATCH_UP: Final = "catch-up-audit"
SUBJECT: Final = "all"


def consumer(keeping: Keeping) -> Consumer:
    """Return the consumer of contexts; it looks through the store for those it missed."""

    async def handle(changes: Sequence[Change]) -> None:
        new = [each.new for each in changes if each.new and each.new.kind == CONTEXT]
        await record(keeping.store, new, at=keeping.clock())

    async def missed(at: datetime) -> Sequence[Write]:
        return await wish_to_catch_up(keeping.store, now=at)

    return Consumer(name=AUDIT, consume=Handling(handle), missed=missed)


def catching_up(keeping: Keeping) -> Kind:
    """Return the kind of job that records what was missed, as far as contexts are kept."""

    async def handle(job: Run) -> None:
        await _catch_up(keeping, job)

    return Kind(name=CATCH_UP, handle=handle, attempts=PATIENT)


async def wish_to_catch_up(db: Reader, *, now: datetime) -> Sequence[Write]:
    """Return the write that has all contexts recorded that are not."""
    return [await enqueue(db, CATCH_UP, SUBJECT, now=now)]


async def _catch_up(keeping: Keeping, job: Run) -> None:
    progress = await progress_of(keeping.store, CATCH_UP)
    if progress is None:
        progress = await begun(keeping, job, Progress(name=CATCH_UP, target=job.kind))

    async def take(items: Sequence[Item]) -> None:
        await record(keeping.store, items, at=keeping.clock())

    await scanned(keeping, job, progress, take)
    await ended(keeping, job, CATCH_UP)
