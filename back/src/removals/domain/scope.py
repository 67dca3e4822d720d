"""What a removed group tests: its roots, the imports of them, and all that is stored with it.

Imports go first: one that runs finds its record gone at its next commit, and writes no more.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from db_model.codec import decode, maybe
from db_model.groups.keys import main as group_key
from db_model.groups.types import Subscription
from db_model.imports import keys as import_keys
from db_model.imports.remove import removed
from db_model.imports.types import Import
from db_model.paging import pages
from db_model.partitions import erased, stored_in
from db_model.roots import keys
from db_model.roots.get import current, current_of_group
from db_model.roots.types import Root
from db_model.types import ImportId, RootId
from envelopes.items import partitions_of
from envelopes.rules import of_group
from imports import plan, sketches
from imports.domain import FORGET
from jobs.enqueue import enqueue
from jobs.items import job_key
from jobs.types import JobId
from moves.domain.job import AGAIN as MOVE_AGAIN
from moves.domain.job import MOVE, subject_of
from removals.domain.work import Work, done
from roots.domain.places import places_of
from roots.rules.sketches import FORGET as FORGET_SKETCHES
from store.types import AtVersion, Database, Delete, Index, Item, Key, Query, Write

# A run that was at its plan may still write parts of it; none takes longer.
_FILES_LATER: Final = timedelta(hours=1)
_HISTORY: Final = "H#"


async def remove_imports(work: Work) -> None:
    """Remove the imports that the group lists, with their files."""
    query = Query(pk=import_keys.of_group(work.group.name), index=Index.G1)
    async for page in pages(work.store, query):
        for item in page:
            await _remove_import(work, decode(Import, item).id)


async def is_being_taken_over(work: Work) -> bool:
    """Return whether what was found in a root that left the group is not all where it is now."""
    for root in await current_of_group(work.store, work.group.name):
        if root.move is not None:
            subject = subject_of(root)
            wishes = [job_key(JobId(kind, subject)) for kind in (MOVE, MOVE_AGAIN)]
            if any(await work.store.get(wishes, strong=True)):
                return True
    return False


async def remove_roots(work: Work) -> None:
    """Remove the roots of the group; what they alone tested may be tested elsewhere again."""
    for root in await current_of_group(work.store, work.group.name):
        for place in await stored_in(work.store, import_keys.of_root(root.id), prefix="IMP#"):
            await _remove_import(work, ImportId(place.body.decode()))
        await done(work, partial(_root, work, root.id))
        await sketches.forget(work.blobs, root.id)


async def remove_rest(work: Work) -> None:
    """Remove what lies with the group; it stays itself, with its history.

    With its keys all secrets are gone that were sealed with them, also in copies that stay.
    """
    await done(work, partial(_rest, work))
    await done(work, partial(_sealed, work))


async def _remove_import(work: Work, id_: ImportId) -> None:
    await done(work, partial(_import, work, id_))
    await plan.forget(work.blobs, id_)


async def _import(work: Work, id_: ImportId, db: Database) -> Sequence[Write]:
    (item,) = await db.get([import_keys.main(id_)], strong=True)
    was = maybe(Import, item)
    if was is None:
        return ()
    forgotten = await enqueue(db, FORGET, was.id, now=work.at, run_after=work.at + _FILES_LATER)
    conflicts = await stored_in(db, import_keys.main(id_).pk, prefix=import_keys.CONFLICT)
    return (*erased(conflicts), *removed(was), forgotten)


async def _root(work: Work, id_: RootId, db: Database) -> Sequence[Write]:
    was = await current(db, work.group.name, id_)
    if was is None:
        return ()
    guards = await db.get(_guards(work, was), strong=True)
    later = work.at + _FILES_LATER
    forgotten = await enqueue(db, FORGET_SKETCHES, id_, now=work.at, run_after=later)
    return (
        *erased([item for item in guards if item is not None and item.body == id_.encode()]),
        *erased(await stored_in(db, keys.history_partition(id_))),
        Delete(keys.main(work.group.name, id_), AtVersion(was.version)),
        forgotten,
    )


def _guards(work: Work, root: Root) -> list[Key]:
    """Return what ``root`` may hold alone, also from when the group was tested otherwise."""
    states = (replace(work.group.state, type=type_) for type_ in Subscription)
    groups = (replace(work.group, state=state) for state in states)
    return sorted({key for group in groups for key in places_of(group, root)})


async def _rest(work: Work, db: Database) -> Sequence[Write]:
    own = group_key(work.group.name)
    return erased([item for item in await stored_in(db, own.pk) if not _stays(item, own)])


async def _sealed(work: Work, db: Database) -> Sequence[Write]:
    tenant = of_group(work.group.name)
    return erased([item for pk in partitions_of(tenant) for item in await stored_in(db, pk)])


def _stays(item: Item, own: Key) -> bool:
    # A root that came late has more than this partition: it waits for the second look.
    return item.key == own or item.key.sk.startswith((_HISTORY, keys.PREFIX))
