"""Writes that remove secrets."""

from db_model.secrets import keys
from db_model.secrets.types import Secret
from store.types import AtVersion, Delete


def removed(secret: Secret) -> tuple[Delete, ...]:
    """Return the removal, which is refused if the secret was changed meanwhile."""
    return (Delete(keys.item(secret).key, AtVersion(secret.version)),)
