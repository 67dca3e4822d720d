"""Writes that change an identity."""

from db_model.identities import keys
from db_model.identities.types import Identity
from store.types import AtVersion, Put


def changed(was: Identity, now: Identity) -> tuple[Put, ...]:
    """Return the writes that put ``now``, of a later version, in the place of ``was``.

    What its subject leads to follows, so that a later link goes on from its version.
    """
    expected = AtVersion(was.version)
    return Put(keys.item(now), expected), Put(keys.owner_item(now), expected)
