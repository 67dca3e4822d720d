"""Writes that make an organization."""

from db_model.codec import item_of
from db_model.keys import history
from db_model.organizations import keys
from db_model.organizations.types import Organization
from store.types import Absent, Item, Put


def added(organization: Organization) -> tuple[Put, ...]:
    """Return the organization, the guard of its name and the first entry of its history."""
    guard = Item(
        key=keys.name(organization.name),
        kind="guard",
        version=organization.version,
        body=organization.id.encode(),
    )
    entry = item_of(
        organization.state,
        key=history(keys.main(organization.id).pk, "state", organization.version),
        kind="organization-state",
        version=organization.version,
    )
    return Put(keys.item(organization), Absent()), Put(guard, Absent()), Put(entry, Absent())
