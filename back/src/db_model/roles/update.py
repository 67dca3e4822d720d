"""Writes that change a custom role."""

from dataclasses import replace
from datetime import datetime

from db_model.roles import keys
from db_model.roles.add import guarded
from db_model.roles.types import CustomRole
from kit.time import milliseconds
from store.types import AtVersion, Delete, Put, Whatever, Write
from store.versions import next_version


def updated(was: CustomRole, now: CustomRole) -> tuple[Write, ...]:
    """Return the writes that put ``now``, of a later version, in the place of ``was``."""
    renaming: tuple[Write, ...] = ()
    if was.name.lower() != now.name.lower():
        old = keys.name(was.organization_id, was.name)
        renaming = (Delete(old, Whatever()), guarded(now))
    return Put(keys.item(now), AtVersion(was.version)), *renaming


def replaced(was: CustomRole, now: CustomRole) -> tuple[Write, ...]:
    """Return the writes by which ``now``, of a later version, says what takes the role's place.

    Its name is free at once.
    """
    name = keys.name(was.organization_id, was.name)
    return Put(keys.item(now), AtVersion(was.version)), Delete(name, Whatever())


def touched(role: CustomRole, *, at: datetime) -> Put:
    """Return the write that only one of several concurrent commits can make.

    Who gives the role to somebody makes it, so that nobody is given one that is being removed.
    """
    now = replace(role, version=next_version(role.version, milliseconds(at)))
    return Put(keys.item(now), AtVersion(role.version))
