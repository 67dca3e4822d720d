"""Reads of groups."""

from collections.abc import Sequence

from db_model.codec import decode, maybe
from db_model.groups import keys
from db_model.groups.types import Group, GroupStatus
from db_model.paging import everything
from db_model.types import GroupName, OrganizationId
from store.types import Database, Index, Query


async def groups(db: Database, names: Sequence[GroupName]) -> tuple[Group | None, ...]:
    """Return one group a name, in order."""
    return tuple(maybe(Group, item) for item in await db.get([keys.main(name) for name in names]))


async def group(db: Database, name: GroupName) -> Group | None:
    return (await groups(db, [name]))[0]


async def current(db: Database, name: GroupName) -> Group | None:
    """Return a group as it stands at this moment: a strong get."""
    return maybe(Group, (await db.get([keys.main(name)], strong=True))[0])


async def active_of_organization(db: Database, id_: OrganizationId) -> tuple[Group, ...]:
    """Return the active groups of an organization by name: one query a thousand."""
    query = Query(pk=id_, index=Index.G1, prefix=f"GRP#{GroupStatus.ACTIVE}#", limit=1000)
    return tuple(decode(Group, item) for item in await everything(db, query))


async def names_of_organization(db: Database, id_: OrganizationId) -> tuple[GroupName, ...]:
    """Return the names of the groups of an organization, also of removed ones, as above."""
    query = Query(pk=id_, index=Index.G1, prefix="GRP#", limit=1000)
    return tuple(decode(Group, item).name for item in await everything(db, query))
