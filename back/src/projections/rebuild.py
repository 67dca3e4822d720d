"""The job that makes an index anew beside the one that searches read, and then puts it in place.

All changes go to both meanwhile, so the scan may be as slow as it likes.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from db_model.views import View
from jobs.enqueue import Reader, enqueue
from jobs.types import Kind, Run
from kit.time import milliseconds
from projections.apply import apply
from projections.scanned import AsScanned
from projections.scans import Progress, begun, ended, progress_of, scanned
from projections.types import PATIENT, Keeping
from projections.views import VIEWS, documents, view_of
from search.types import SearchIndex
from store.types import Item, Write

REBUILD: Final = "rebuild-index"


def rebuilding(keeping: Keeping) -> Kind:
    """Return the kind of job that makes an index anew."""

    async def handle(job: Run) -> None:
        await rebuild(keeping, job)

    return Kind(name=REBUILD, handle=handle, attempts=PATIENT)


async def wishes(db: Reader, names: Iterable[str], *, now: datetime) -> Sequence[Write]:
    """Return the writes that have the indexes of those names made anew."""
    return [await enqueue(db, REBUILD, name, now=now) for name in names]


async def outdated(index: SearchIndex) -> Sequence[str]:
    """Return the names of the indexes that searches cannot read as this release knows them."""
    return [name for name, view in VIEWS.items() if not await _is_current(index, view)]


async def rebuild(keeping: Keeping, job: Run) -> None:
    """Make the index that the job names anew: a scan of the store, and a few gets a page.

    Raises:
        Overtaken: another runner has taken the job over.
    """
    view = view_of(job.subject)
    name = view.schema.name
    progress = await _begun(keeping, view, job)

    async def take(items: Sequence[Item]) -> None:
        now_ms = milliseconds(keeping.clock())
        # What changes from here on comes by the stream, too: later versions win.
        docs = await documents(AsScanned(keeping.store, items), view, items, now_ms=now_ms)
        await apply(keeping.index, view, docs, only=progress.target)

    await scanned(keeping, job, progress, take)
    await keeping.index.refresh(name)
    await keeping.index.promote(name, progress.target)
    await _drop_the_rest(keeping, view)
    await ended(keeping, job, name)


async def _begun(keeping: Keeping, view: View, job: Run) -> Progress:
    """Return the progress of a job that was cut off, or begin a generation."""
    name = view.schema.name
    before = await progress_of(keeping.store, name)
    for generation in await keeping.index.generations(name):
        current = generation.schema.revision == view.schema.revision
        if before and generation.name == before.target and current:
            return before
    await _drop_the_rest(keeping, view)
    target = await keeping.index.begin_generation(name)
    version = before.version if before else None
    return await begun(keeping, job, Progress(name=name, target=target, version=version))


async def _drop_the_rest(keeping: Keeping, view: View) -> None:
    name = view.schema.name
    for generation in await keeping.index.generations(name):
        if not generation.promoted:
            await keeping.index.drop_generation(name, generation.name)


async def _is_current(index: SearchIndex, view: View) -> bool:
    return any(
        generation.promoted and generation.schema.revision == view.schema.revision
        for generation in await index.generations(view.schema.name)
    )
