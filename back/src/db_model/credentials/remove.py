"""Writes that remove credentials."""

from db_model.credentials import keys
from db_model.credentials.types import Credentials
from store.types import AtVersion, Delete, Whatever


def removed(credentials: Credentials) -> tuple[Delete, ...]:
    """Return the removals of the credentials and of the guard of their name."""
    key = keys.main(credentials.organization_id, credentials.id)
    return (
        Delete(key, AtVersion(credentials.version)),
        Delete(keys.guard(credentials).key, Whatever()),
    )
