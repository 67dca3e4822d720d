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
    return (
        Put(keys.item(organization), Absent()),
        Put(guard, Absent()),
        entry(organization, "state", organization.state),
    )


def entry(organization: Organization, aspect: str, value: object) -> Put:
    """Return the write of the entry of history that says what it is now in an aspect."""
    return Put(
        item_of(
            value,
            key=history(keys.main(organization.id).pk, aspect, organization.version),
            kind=f"organization-{aspect}",
            version=organization.version,
        ),
        Absent(),
    )
