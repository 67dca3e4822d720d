"""The job that counts everything anew, into the figures that there are: they stay exact meanwhile.

What is counted of each thing is kept with its version, so counting again adds what was missed and
takes back what is not there any more.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from indicators.count import COUNTED, REVISION, count
from indicators.items import KIND, counted_in
from jobs.enqueue import Reader, enqueue
from jobs.types import Kind, Run
from kit.time import milliseconds
from projections.scans import Progress, begun, ended, progress_of, scanned
from projections.types import Keeping
from projections.views import VIEWS, documents, documents_of
from store.types import Item, Key, Put, Whatever, Write
from store.versions import next_version

RECOUNT: Final = "recount-figures"
SUBJECT: Final = "all"
_NAME: Final = "figures"
# Where it lies by which rules everything was counted last.
_REVISION: Final = Key("~FIGURES")


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
    await ended(keeping, job, _NAME, await _revised(keeping))


async def is_outdated(db: Reader) -> bool:
    """Tell whether things were last counted, all of them, by other rules than those of now."""
    (item,) = await db.get([_REVISION], strong=True)
    return item is None or item.body != str(REVISION).encode()


async def count_all(
    keeping: Keeping, images: Sequence[Item], *, at: datetime | None = None
) -> None:
    """Count what ``images`` have a part in, as the store has it now, as of ``at``, or now."""
    now = keeping.clock()
    for name in COUNTED:
        docs = await documents(keeping.store, VIEWS[name], images, now_ms=milliseconds(now))
        await count(keeping.store, name, docs, at=at or now)


async def _count_what_is_gone(keeping: Keeping, items: Sequence[Item]) -> None:
    """Take back what was counted of things that are stored no more."""
    now = keeping.clock()
    for name in COUNTED:
        known = [id_ for item in items if (id_ := counted_in(item, name)) is not None]
        docs = await documents_of(keeping.store, VIEWS[name], known, now_ms=milliseconds(now))
        await count(keeping.store, name, [doc for doc in docs if doc.gone], at=now)


async def _revised(keeping: Keeping) -> Write:
    (item,) = await keeping.store.get([_REVISION], strong=True)
    version = next_version(item.version if item else None, milliseconds(keeping.clock()))
    body = str(REVISION).encode()
    return Put(Item(key=_REVISION, kind=KIND, version=version, body=body), Whatever())
