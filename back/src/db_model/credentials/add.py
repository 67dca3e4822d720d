"""Writes that make credentials."""

from db_model.credentials import keys
from db_model.credentials.types import Credentials
from store.types import Absent, Put


def added(credentials: Credentials) -> tuple[Put, ...]:
    """Return the credentials and the guard of their name."""
    return Put(keys.item(credentials), Absent()), Put(keys.guard(credentials), Absent())
