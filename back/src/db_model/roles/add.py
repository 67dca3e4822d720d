"""Writes that make a custom role."""

from db_model.roles import keys
from db_model.roles.types import CustomRole
from store.types import Absent, Item, Put


def added(role: CustomRole) -> tuple[Put, ...]:
    """Return the role and the guard of its name."""
    return Put(keys.item(role), Absent()), guarded(role)


def guarded(role: CustomRole) -> Put:
    """Return the guard of the role's name, which nobody may have yet."""
    key = keys.name(role.organization_id, role.name)
    return Put(Item(key=key, kind="guard", version=1, body=role.id.encode()), Absent())
