"""Where organizations are stored."""

import hashlib
from typing import Final

from db_model.codec import item_of
from db_model.keys import part, unique
from db_model.organizations.types import Organization
from db_model.types import OrganizationId
from store.types import Index, IndexKey, Item, Key

_PREFIX: Final = "ORG#"
# The parts of G1 that list all organizations.
PLACES: Final = tuple(f"ORGS#{shard}" for shard in range(8))


def main(id_: OrganizationId) -> Key:
    """Return where the organization lies; an id that has not its form leads nowhere else."""
    return Key(f"{_PREFIX}{part(id_.removeprefix(_PREFIX))}")


def name(text: str) -> Key:
    """Return the guard of a name; its item says whose it is."""
    return unique("org", text)


def item(organization: Organization) -> Item:
    shard = hashlib.sha256(organization.id.encode()).digest()[0] % len(PLACES)
    return item_of(
        organization,
        key=main(organization.id),
        kind="organization",
        version=organization.version,
        index=((Index.G1, IndexKey(PLACES[shard], organization.name)),),
    )
