"""Writes that make a token."""

from db_model.api_tokens import keys
from db_model.api_tokens.types import ApiToken, TokenOwner
from store.types import Absent, Put


def lent(owner: TokenOwner, *, digest: str, version: int) -> Put:
    """Return the write that lets a CI job in, which is forgotten once it has expired."""
    return Put(keys.lent_item(owner, digest=digest, version=version), Absent())


def added(token: ApiToken) -> tuple[Put, ...]:
    return Put(keys.item(token), Absent()), Put(keys.owner_item(token), Absent())
