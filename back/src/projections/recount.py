"""The job that counts everything anew, into the figures that there are: they stay exact meanwhile.

What is counted of each thing is kept with its version, so counting again adds what was missed and
takes back what is not there any more.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from indicators.count import COUNTED, count
from indicators.items import counted_in
from jobs.enqueue import Reader, enqueue
from jobs.types import Kind, Run
from kit.time import milliseconds
from projections.scans import Progress, begun, ended, progress_of, scanned
from projections.types import Keeping
from projections.views import VIEWS, documents
from store.requests import RequestStore
from store.types import Item, Write

RECOUNT: Final = "recount-figures"
SUBJECT: Final = "all"
_NAME: Final = "figures"


def recounting(keeping: Keeping) -> Kind:
    """Return the kind of job that counts everything anew."""

    async def handle(job: Run) -> None:
        await recount(keeping, job)

    return Kind(name=RECOUNT, handle=handle)


async def wish_to_recount(db: Reader, *, now: datetime) -> Sequence[Write]:
    """Return the write that has everything counted anew."""
    return [await enqueue(db, RECOUNT, SUBJECT, now=now)]


async def recount(keeping: Keeping, job: Run) -> None:
    """Count everything: a scan of the store, and a few gets and commits a page.

    Raises:
        Overtaken: another runner has taken the job over.
    """
    progress = await progress_of(keeping.store, _NAME)
    if progress is None:
        progress = await begun(keeping, job, Progress(name=_NAME, target=job.kind))

    async def take(items: Sequence[Item]) -> None:
        await count_all(keeping, items)
        await _count_what_is_gone(keeping, items)

    await scanned(keeping, job, progress, take)
    await ended(keeping, job, _NAME)


async def count_all(keeping: Keeping, images: Sequence[Item]) -> None:
    """Count what ``images`` have a part in, as the store has it now."""
    now_ms = milliseconds(keeping.clock())
    for name in COUNTED:
        docs = await documents(keeping.store, VIEWS[name], images, now_ms=now_ms)
        await count(keeping.store, VIEWS[name], docs, now_s=now_ms // 1000)


async def _count_what_is_gone(keeping: Keeping, items: Sequence[Item]) -> None:
    """Take back what was counted of things that are stored no more."""
    now_ms = milliseconds(keeping.clock())
    for name in COUNTED:
        ids = [id_ for item in items if (id_ := counted_in(item, name)) is not None]
        docs = await VIEWS[name].documents(RequestStore(keeping.store), ids, now_ms) if ids else ()
        gone = [doc for doc in docs if doc.gone]
        await count(keeping.store, VIEWS[name], gone, now_s=now_ms // 1000)
