"""Writes that link an identity to a person."""

from db_model.identities import keys
from db_model.identities.types import Identity
from store.types import Absent, AtVersion, Put


def added(identity: Identity, *, last_version: int | None) -> tuple[Put, ...]:
    """Return the writes that add ``identity``, whose subject led elsewhere in ``last_version``."""
    expected = Absent() if last_version is None else AtVersion(last_version)
    return (
        Put(keys.item(identity), Absent()),
        Put(keys.owner_item(identity), expected),
    )
