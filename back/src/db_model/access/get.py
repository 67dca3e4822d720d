"""Reads of memberships, from the side of what people are members of."""

from db_model.access import keys
from db_model.access.types import GroupAccess, Membership, OrganizationAccess
from db_model.codec import decode
from db_model.paging import everything
from db_model.stakeholders.keys import PREFIX, partition
from db_model.types import Email, GroupName, OrganizationId
from store.types import Database, Index, Key, Query


async def of_group(db: Database, name: GroupName) -> tuple[GroupAccess, ...]:
    """Return the members of a group by e-mail: one query a thousand."""
    query = Query(pk=keys.group_place(name), index=Index.G1, prefix=PREFIX, limit=1000)
    return tuple(decode(GroupAccess, item) for item in await everything(db, query))


async def of_organization(db: Database, id_: OrganizationId) -> tuple[OrganizationAccess, ...]:
    """Return the members of an organization by e-mail: one query a thousand."""
    query = Query(pk=id_, index=Index.G1, prefix=PREFIX, limit=1000)
    return tuple(decode(OrganizationAccess, item) for item in await everything(db, query))


async def groups_of(db: Database, email: Email) -> tuple[GroupAccess, ...]:
    """Return what a person is in each group, by name: one query a thousand."""
    query = Query(pk=partition(email), prefix=keys.GROUP_PREFIX, limit=1000)
    return tuple(decode(GroupAccess, item) for item in await everything(db, query))


async def last_of_group(db: Database, email: Email, name: GroupName) -> GroupAccess | None:
    """Return the last entry of the history of a person in a group: a query."""
    pk, prefix = keys.entries(keys.of_group(email, name))
    page = await db.query(Query(pk=pk, prefix=prefix, reverse=True, limit=1))
    return decode(GroupAccess, page.items[0]) if page.items else None


async def last_version(db: Database, key: Key) -> int | None:
    """Return the version that the membership at ``key`` had last, if there ever was one."""
    pk, prefix = keys.entries(key)
    page = await db.query(Query(pk=pk, prefix=prefix, reverse=True, limit=1))
    return page.items[0].version if page.items else None


async def membership(db: Database, key: Key) -> Membership | None:
    """Return the membership that lies at ``key``, as it stands: a strong get."""
    (item,) = await db.get([key], strong=True)
    if item is None:
        return None
    if item.kind == keys.GROUP_KIND:
        return decode(GroupAccess, item)
    return decode(OrganizationAccess, item)
