"""Undoing an import, a commit at a time: each says how far it came, as those of applying do.

First what the import changed, in its order, then what it made, and at last the findings that it
made and in which nothing is left.  A run that was cut off goes on where it stopped.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from db_model.commit import attempted, commit
from db_model.imports.get import import_ as stored_import
from db_model.imports.types import Import, ImportState
from db_model.imports.update import updated as import_updated
from db_model.roots.get import current
from db_model.roots.update import unchanged
from db_model.sketches.types import RootSketches
from db_model.vulnerabilities.types import Vulnerability
from imports import sketches
from imports.apply import Work, batches
from imports.errors import LaterImport
from imports.latest import forgetting, is_latest, keeps, without_before
from imports.rollback.effects import Effect, effects, finding_of
from imports.rollback.emptied import remove_emptied
from imports.rollback.rules import Left, rollback_of, rollback_origin
from imports.rollback.steps import Step, undoing, undoing_writes
from imports.roots import tested_root
from imports.rules import stepped
from roots.errors import RootBeingMoved, RootNotActive
from store.requests import RequestStore
from store.types import Database
from vulnerabilities.types import Sighting

AHEAD: Final = 500  # effects that are looked at together


async def roll_back(work: Work, import_: Import) -> Import:
    """Undo ``import_`` from where it stands, and return it rolled back; or why it stopped.

    Raises:
        ChangedMeanwhile: another runner took over, or people changed the same vulnerability
            again and again; what was undone stays so.
    """
    db = RequestStore(work.store)
    if not await is_latest(db, import_):
        return await _stopped(db, work, import_, LaterImport().message)
    try:
        import_ = await _undo(work, import_)
    except (RootNotActive, RootBeingMoved) as refusal:
        db = RequestStore(work.store)  # what was undone was not written through the other
        known = await stored_import(db, import_.id)
        return await _stopped(db, work, known or import_, refusal.message)
    await remove_emptied(work, import_)
    return await _ended(work, import_)


async def _undo(work: Work, import_: Import) -> Import:
    passed = 0
    ahead: list[Effect] = []
    async for effect in effects(work, import_):
        passed += 1
        if passed <= rollback_of(import_).taken + len(ahead):
            continue
        ahead.append(effect)
        if len(ahead) == AHEAD:
            import_ = await _take(work, import_, ahead)
            ahead.clear()
    return await _take(work, import_, ahead)


async def _take(work: Work, import_: Import, ahead: Sequence[Effect]) -> Import:
    # One each time: it keeps what it reads and writes, and there may be many.
    db = RequestStore(work.store)
    for batch in batches(ahead, finding_of):
        import_ = await _commit(db, work, import_, batch)
    return import_


async def _commit(db: Database, work: Work, import_: Import, batch: tuple[Effect, ...]) -> Import:
    by = Sighting(import_id=import_.id, by=rollback_of(import_).requested_by, at=work.at)

    async def attempt() -> Import:
        await current(db, import_.group_name, import_.root_id)
        root = await tested_root(db, import_)
        taken = await undoing(db, batch, by)
        now = _further(import_, taken, at=work.at)
        writes = (*undoing_writes(now, taken), *import_updated(import_, now))
        await commit(
            db, (*writes, unchanged(root), work.run.fence), rollback_origin(import_, work.at)
        )
        return now

    return await attempted(attempt)


def _further(import_: Import, taken: Sequence[Step], *, at: datetime) -> Import:
    rollback = rollback_of(import_)
    undone = sum(isinstance(step.undone, Vulnerability) for step in taken)
    left = sum(isinstance(step.undone, Left) for step in taken)
    rollback = replace(
        rollback,
        taken=rollback.taken + len(taken),
        undone=rollback.undone + undone,
        conflicts=rollback.conflicts + left,
    )
    return replace(stepped(import_, at=at), rollback=rollback)


async def _ended(work: Work, import_: Import) -> Import:
    rollback = rollback_of(import_)
    rollback = replace(rollback, finished_at=max(work.at, rollback.requested_at))
    now = replace(stepped(import_, at=work.at), state=ImportState.ROLLED_BACK, rollback=rollback)
    now = without_before(now)

    async def attempt() -> RootSketches | None:
        db = RequestStore(work.store)
        writes = list(import_updated(import_, now))
        if keeps(import_):
            writes.append(await forgetting(db, import_, at=work.at))
        restored, held = await sketches.rolled_back(db, import_, at=work.at)
        fence = work.run.fence
        await commit(db, (*writes, *restored, fence), rollback_origin(import_, work.at))
        return held

    await sketches.sweep(work.blobs, await attempted(attempt), now)
    return now


async def _stopped(db: Database, work: Work, import_: Import, reason: str) -> Import:
    """Leave ``import_`` applied as far as it is, and say why."""
    rollback = replace(rollback_of(import_), reason=reason)
    now = replace(stepped(import_, at=work.at), state=ImportState.DONE, rollback=rollback)
    writes = (*import_updated(import_, now), work.run.fence)
    await commit(db, writes, rollback_origin(import_, work.at))
    return now
