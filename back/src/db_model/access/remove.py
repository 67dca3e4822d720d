"""Writes that make somebody a member no more."""

from dataclasses import replace
from datetime import datetime

from db_model.access import keys
from db_model.access.add import recorded
from db_model.access.types import Membership
from db_model.roles.holders import let_go
from db_model.types import Email
from kit.time import milliseconds
from store.types import AtVersion, Delete, Write
from store.versions import next_version


def removed(access: Membership, *, by: Email, at: datetime) -> tuple[Write, ...]:
    """Return the writes that remove ``access``; the last entry of its history tells by whom."""
    version = next_version(access.version, milliseconds(at))
    end = replace(access, has_access=False, granted_by=by, granted_at=at, version=version)
    key = keys.main(access)
    return (
        Delete(key, AtVersion(access.version)),
        recorded(keys.item(end)),
        *let_go(access.custom_role, key),
    )
