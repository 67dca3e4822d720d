"""The end of an import whose plan was carried out: one commit, and what it leaves to be removed."""

from datetime import datetime

from db_model.commit import attempted, commit
from db_model.imports.types import Import, ImportState
from db_model.imports.update import updated
from db_model.sketches.types import RootSketches
from imports import sketches
from imports.apply import Work, origin_of
from imports.rules import step
from store.requests import RequestStore


async def ended(work: Work, was: Import, *, at: datetime) -> Import:
    """Return ``was`` as it is when it is done: from then on its sketches hold.

    Raises:
        ChangedMeanwhile: another runner took over.
    """
    now = step(was, at=at, state=ImportState.DONE)

    async def attempt() -> RootSketches | None:
        db = RequestStore(work.store)
        writes, held = await sketches.ended(db, now, at=at)
        origin = origin_of(now, work.at)
        await commit(db, (*updated(was, now), *writes, work.run.fence), origin)
        return held

    await sketches.sweep(work.blobs, await attempted(attempt), now)
    return now
