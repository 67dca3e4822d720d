"""Reads of organizations."""

from asyncio import gather
from collections.abc import Sequence

from db_model.codec import decode, maybe
from db_model.organizations import keys
from db_model.organizations.types import Organization
from db_model.paging import everything
from db_model.types import OrganizationId
from store.types import Database, Index, Item, Query


async def organizations(
    db: Database, ids: Sequence[OrganizationId]
) -> tuple[Organization | None, ...]:
    """Return one organization an id, in order."""
    items = await db.get([keys.main(id_) for id_ in ids])
    return tuple(maybe(Organization, item) for item in items)


async def organization(db: Database, id_: OrganizationId) -> Organization | None:
    return (await organizations(db, [id_]))[0]


async def all_organizations(db: Database) -> tuple[Organization, ...]:
    """Return every organization, also those that were removed: eight queries, more a thousand."""
    queries = [Query(pk=pk, index=Index.G1, limit=1000) for pk in keys.LISTS]
    lists = await gather(*(everything(db, query) for query in queries))
    return tuple(decode(Organization, item) for items in lists for item in items)


async def id_by_name(db: Database, name: str) -> OrganizationId | None:
    """Return the id of the organization of that name, whatever the case of its letters."""
    guard = (await db.get([keys.name(name.strip().lower())]))[0]
    return None if guard is None else _id(guard)


def _id(guard: Item) -> OrganizationId:
    return OrganizationId(guard.body.decode())
