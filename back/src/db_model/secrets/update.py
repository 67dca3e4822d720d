"""Writes that make and change secrets."""

from db_model.secrets import keys
from db_model.secrets.types import Secret
from store.types import Absent, AtVersion, Put


def kept(was: Secret | None, now: Secret) -> tuple[Put, ...]:
    """Return the write that keeps ``now``, in place of ``was`` if there is one."""
    return (Put(keys.item(now), Absent() if was is None else AtVersion(was.version)),)
