"""Writes that change credentials."""

from db_model.credentials import keys
from db_model.credentials.types import Credentials
from store.types import Absent, AtVersion, Delete, Put, Whatever, Write


def updated(was: Credentials, now: Credentials) -> tuple[Write, ...]:
    """Return the writes that make ``was`` into ``now``, which has a larger version."""
    put = Put(keys.item(now), AtVersion(was.version))
    if now.name == was.name:
        return (put,)
    old = Delete(keys.guard(was).key, Whatever())
    return put, old, Put(keys.guard(now), Absent())
