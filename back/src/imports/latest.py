"""Which import changed last what its tools found in a root: only that one can be rolled back."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from db_model.commit import commit
from db_model.imports.get import current_imports
from db_model.imports.latest import id_in, latest_of_root, named_latest
from db_model.imports.types import Import
from db_model.imports.update import updated
from imports.apply import Work, origin_of
from imports.matching.names import tool_key
from imports.rules import stepped
from jobs.enqueue import enqueue
from store.types import Database, Write

FORGET_BEFORE: Final = "forget-import-before"  # the job that removes what was kept to go back
_ROOM: Final = 60  # writes, even, so that no pair is torn: the plan's own commit has others


async def is_latest(db: Database, import_: Import) -> bool:
    """Return whether no import of one of the same tools came after ``import_``: a strong get."""
    places = await latest_of_root(db, import_.root_id, _tools_of(import_))
    return all(place is not None and id_in(place) == import_.id for place in places)


async def taken_over(db: Database, work: Work, going: Import) -> tuple[Write, ...]:
    """Return the writes after which ``going`` is the latest import of its tools.

    Those before it cannot be rolled back any more, so what was kept for that is forgotten.
    Where a report is of more tools than a commit has room for, others are made before it.
    """
    tools = _tools_of(going)
    places = await latest_of_root(db, going.root_id, tools)
    named = dict.fromkeys(id_in(place) for place in places if place is not None)
    writes: list[Write] = []
    for was in await current_imports(db, [id_ for id_ in named if id_ != going.id]):
        if was is not None and keeps(was):
            now = without_before(stepped(was, at=work.at))
            writes.extend((await forgetting(db, was, at=work.at), *updated(was, now)))
    # They come after what they name: as long as that is not forgotten, it is found there.
    writes.extend(named_latest(going, tools, places))
    while len(writes) > _ROOM:
        await commit(db, (*writes[:_ROOM], work.run.fence), origin_of(going, work.at))
        del writes[:_ROOM]
    return tuple(writes)


def keeps(import_: Import) -> bool:
    """Return whether anything is kept of what ``import_`` changed, as it was before."""
    return import_.plan is not None and bool(import_.plan.before)


def without_before(import_: Import) -> Import:
    """Return ``import_`` when nothing is kept any more, and it cannot be rolled back."""
    return replace(import_, plan=import_.plan and replace(import_.plan, before=()))


async def forgetting(db: Database, import_: Import, *, at: datetime) -> Write:
    """Return the write that has removed what ``import_`` kept: a strong get."""
    return await enqueue(db, FORGET_BEFORE, import_.id, now=at)


def _tools_of(import_: Import) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(tool_key, import_.tools)))
