"""Reads of imports."""

from collections.abc import Sequence

from db_model.codec import decode, maybe
from db_model.imports import keys
from db_model.imports.types import Import
from db_model.paging import Slice, sliced
from db_model.types import GroupName, ImportId, RootId
from store.types import Database, Index, Item, Query


async def import_(db: Database, id_: ImportId) -> Import | None:
    return maybe(Import, (await db.get([keys.main(id_)]))[0])


async def current_imports(db: Database, ids: Sequence[ImportId]) -> tuple[Import | None, ...]:
    """Return one import an id, in order, as they stand at this moment: a strong get."""
    if not ids:
        return ()
    items = await db.get([keys.main(id_) for id_ in ids], strong=True)
    return tuple(maybe(Import, item) for item in items)


async def of_group(
    db: Database, name: GroupName, *, first: int, after: str | None = None
) -> Slice[Import]:
    """Return a page of the imports of a group, newest first: one query."""
    query = Query(pk=keys.of_group(name), index=Index.G1, reverse=True)
    return await sliced(db, query, _read, first=first, after=after)


async def next_of_root(db: Database, id_: RootId) -> Import | None:
    """Return the oldest import of a root that is not over: a strong query and a strong get."""
    found = await _listed(db, id_, keys.OPEN, limit=1)
    return found[0] if found else None


async def held_of_root(db: Database, id_: RootId) -> tuple[Import, ...]:
    """Return the imports of a root that wait for somebody's word, at most 100."""
    return await _listed(db, id_, keys.HELD, limit=100)


async def _listed(db: Database, id_: RootId, prefix: str, *, limit: int) -> tuple[Import, ...]:
    query = Query(pk=keys.of_root(id_), prefix=prefix, limit=limit, strong=True)
    page = await db.query(query)
    ids = [ImportId(item.body.decode()) for item in page.items]
    items = await db.get([keys.main(id_) for id_ in ids], strong=True) if ids else ()
    return tuple(decode(Import, item) for item in items if item is not None)


def _read(item: Item) -> Import:
    return decode(Import, item)
