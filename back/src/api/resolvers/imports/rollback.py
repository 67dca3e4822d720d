"""How far an import was undone, and what was left as it was."""

from dataclasses import dataclass

from ariadne import ObjectType

from api.context import Info
from api.resolvers.connections import Connection, connection, size_of
from api.resolvers.imports.results import MOST, USUAL, vulnerability
from api.resolvers.imports.schema import IMPORT
from db_model.imports.conflicts import conflicts_of
from db_model.imports.types import Import, Rollback, RollbackConflict
from db_model.types import ImportId

IMPORT_ROLLBACK = ObjectType("ImportRollback")
IMPORT_CONFLICT = ObjectType("ImportConflict")
IMPORT_CONFLICT.set_field("vulnerability", vulnerability)


@dataclass(frozen=True, slots=True)
class Undoing:
    """How far the import of an id was undone."""

    id: ImportId
    rollback: Rollback


@IMPORT.field("rollback")
def rollback(import_: Import, _: Info) -> Undoing | None:
    return None if import_.rollback is None else Undoing(import_.id, import_.rollback)


IMPORT_ROLLBACK.set_field("finishedAt", lambda it, _: it.rollback.finished_at)
IMPORT_ROLLBACK.set_field("reason", lambda it, _: it.rollback.reason)
IMPORT_ROLLBACK.set_field("requestedAt", lambda it, _: it.rollback.requested_at)
IMPORT_ROLLBACK.set_field("requestedBy", lambda it, _: it.rollback.requested_by)
IMPORT_ROLLBACK.set_field("undone", lambda it, _: it.rollback.undone)


@IMPORT_ROLLBACK.field("conflicts")
async def conflicts(
    undoing: Undoing, info: Info, *, first: int | None = None, after: str | None = None
) -> Connection[RollbackConflict]:
    size = size_of(first, usual=USUAL, most=MOST)
    page = await conflicts_of(info.context.db, undoing.id, first=size, after=after)
    return connection(page, total=undoing.rollback.conflicts)
