"""Reads of organizations."""

from collections.abc import Sequence

from db_model.codec import maybe
from db_model.organizations import keys
from db_model.organizations.types import Organization
from db_model.types import OrganizationId
from store.types import Database, Item


async def organizations(
    db: Database, ids: Sequence[OrganizationId]
) -> tuple[Organization | None, ...]:
    """Return one organization an id, in order."""
    items = await db.get([keys.main(id_) for id_ in ids])
    return tuple(maybe(Organization, item) for item in items)


async def organization(db: Database, id_: OrganizationId) -> Organization | None:
    return (await organizations(db, [id_]))[0]


async def id_by_name(db: Database, name: str) -> OrganizationId | None:
    """Return the id of the organization of that name, whatever the case of its letters."""
    guard = (await db.get([keys.name(name.strip().lower())]))[0]
    return None if guard is None else _id(guard)


def _id(guard: Item) -> OrganizationId:
    return OrganizationId(guard.body.decode())
