"""Writes that revoke a token."""

from db_model.api_tokens import keys
from db_model.api_tokens.types import ApiToken
from store.types import AtVersion, Delete, Whatever


def removed(token: ApiToken) -> tuple[Delete, ...]:
    return (
        Delete(keys.main(token.email, token.id), AtVersion(token.version)),
        Delete(keys.by_digest(token.digest), Whatever()),
        Delete(keys.use(token.id), Whatever()),
    )


def given_back(digest: str) -> Delete:
    """Return the write that ends what a CI job was lent, if it has not expired."""
    return Delete(keys.by_digest(digest), Whatever())
