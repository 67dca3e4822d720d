"""What a rollback left as it was: listed by its import."""

from db_model.codec import decode, item_of
from db_model.imports import keys
from db_model.imports.types import Import, RollbackConflict
from db_model.paging import Slice, sliced
from db_model.types import ImportId
from store.types import Absent, Database, Item, Put, Query


def conflict_listed(import_: Import, conflict: RollbackConflict) -> Put:
    return Put(
        item_of(
            conflict,
            key=keys.conflict(import_.id, conflict.vulnerability_id),
            kind="import-conflict",
            version=import_.version,
        ),
        Absent(),
    )


async def conflicts_of(
    db: Database, id_: ImportId, *, first: int, after: str | None = None
) -> Slice[RollbackConflict]:
    """Return a page of the conflicts of an import: one query."""
    query = Query(pk=keys.main(id_).pk, prefix=keys.CONFLICT)
    return await sliced(db, query, _read, first=first, after=after)


def _read(item: Item) -> RollbackConflict:
    return decode(RollbackConflict, item)
