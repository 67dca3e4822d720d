"""Writes that unlink an identity."""

from db_model.identities import keys
from db_model.identities.types import Identity
from store.types import AtVersion, Delete


def removed(identity: Identity) -> tuple[Delete, ...]:
    """Return the writes that unlink ``identity``.

    What its subject leads to stays: it leads to nothing, and keeps the version growing.
    """
    key = keys.main(identity.email, identity.issuer, identity.subject)
    return (Delete(key, AtVersion(identity.version)),)
