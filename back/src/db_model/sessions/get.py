"""Reads of sessions."""

from collections.abc import Sequence

from db_model.codec import maybe
from db_model.sessions import keys
from db_model.sessions.types import SessionUse
from store.types import Database


async def uses(db: Database, digests: Sequence[str]) -> tuple[SessionUse | None, ...]:
    """Return whose session has each digest and its last use, in order: a get.

    That it still stands must be read from whose it is.
    """
    items = await db.get([keys.by_digest(digest) for digest in digests])
    return tuple(maybe(SessionUse, item) for item in items)
