"""Reads of tokens."""

from collections.abc import Sequence

from db_model.api_tokens import keys
from db_model.api_tokens.types import TokenOwner, TokenUse
from db_model.codec import maybe
from db_model.types import TokenId
from store.types import Database


async def owner(db: Database, digest: str) -> TokenOwner | None:
    """Return whose token has this ``digest``; that it still stands must be read from the owner."""
    return maybe(TokenOwner, (await db.get([keys.by_digest(digest)]))[0])


async def uses(db: Database, ids: Sequence[TokenId]) -> tuple[TokenUse | None, ...]:
    """Return the last known use of each token, in order."""
    return tuple(maybe(TokenUse, item) for item in await db.get([keys.use(id_) for id_ in ids]))
