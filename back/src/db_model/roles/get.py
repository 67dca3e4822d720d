"""Reads of custom roles."""

from collections.abc import Iterable

from db_model.codec import decode, maybe
from db_model.paging import everything
from db_model.roles import keys
from db_model.roles.types import CustomRole
from db_model.types import OrganizationId, RoleId
from store.types import Database, Index, Query


async def role(db: Database, id_: RoleId) -> CustomRole | None:
    """Return the role as it stands: a strong get."""
    (item,) = await db.get([keys.main(id_)], strong=True)
    return maybe(CustomRole, item)


async def standing(db: Database, ids: Iterable[RoleId]) -> tuple[CustomRole, ...]:
    """Return those of the roles that are there, as they stand: a strong get of all."""
    asked = [keys.main(id_) for id_ in sorted(set(ids))]
    items = await db.get(asked, strong=True) if asked else ()
    return tuple(decode(CustomRole, item) for item in items if item is not None)


async def id_by_name(db: Database, of: OrganizationId, name: str) -> RoleId | None:
    """Return the id of an organization's role of that name, whatever its case: a strong get."""
    (guard,) = await db.get([keys.name(of, name)], strong=True)
    return None if guard is None else RoleId(guard.body.decode())


async def of_organization(db: Database, id_: OrganizationId) -> tuple[CustomRole, ...]:
    """Return the roles of an organization by name: one query a thousand."""
    query = Query(pk=keys.place(id_), index=Index.G1, limit=1000)
    found = [decode(CustomRole, item) for item in await everything(db, query)]
    return tuple(sorted(found, key=lambda role: role.name.lower()))
