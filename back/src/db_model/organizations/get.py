"""Reads of organizations."""

from collections.abc import AsyncIterator, Sequence

from db_model.codec import decode, maybe
from db_model.organizations import keys
from db_model.organizations.types import Organization
from db_model.paging import pages
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


async def all_organizations(db: Database) -> AsyncIterator[Organization]:
    """Yield every organization, also those that were removed: eight queries, or one a thousand."""
    for place in keys.PLACES:
        async for items in pages(db, Query(place, index=Index.G1, limit=1000)):
            for item in items:
                yield decode(Organization, item)


async def id_by_name(db: Database, name: str) -> OrganizationId | None:
    """Return the id of the organization of that name, whatever the case of its letters."""
    guard = (await db.get([keys.name(name.strip().lower())]))[0]
    return None if guard is None else _id(guard)


def _id(guard: Item) -> OrganizationId:
    return OrganizationId(guard.body.decode())
