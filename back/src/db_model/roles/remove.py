"""Writes that remove a custom role."""

from db_model.roles import keys
from db_model.roles.types import CustomRole
from store.types import AtVersion, Delete, Whatever, Write


def ended(role: CustomRole) -> Delete:
    """Return the removal of a role that was replaced, when nobody holds it any more."""
    return Delete(keys.main(role.id), AtVersion(role.version))


def removed(role: CustomRole) -> tuple[Write, ...]:
    """Return the removal of a role that nobody holds, with the guard of its name."""
    return (
        Delete(keys.main(role.id), AtVersion(role.version)),
        Delete(keys.name(role.organization_id, role.name), Whatever()),
    )
