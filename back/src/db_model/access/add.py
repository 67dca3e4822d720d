"""Writes that make a member."""

from db_model.access import keys
from db_model.access.types import GroupAccess, OrganizationAccess
from db_model.roles.holders import held
from store.types import Absent, Item, Put


def organization_access_added(access: OrganizationAccess) -> tuple[Put, ...]:
    item = keys.organization_item(access)
    return Put(item, Absent()), recorded(item), *held(access.custom_role, item.key)


def group_access_added(access: GroupAccess) -> tuple[Put, ...]:
    item = keys.group_item(access)
    return Put(item, Absent()), recorded(item), *held(access.custom_role, item.key)


def recorded(item: Item) -> Put:
    """Return the write that puts a membership, as ``item`` stores it, into its history."""
    key = keys.entry(item.key, item.version)
    return Put(
        Item(key=key, kind=f"{item.kind}-entry", version=item.version, body=item.body), Absent()
    )
