"""Reads of sign-in links."""

from db_model.codec import maybe
from db_model.sign_in_links import keys
from db_model.sign_in_links.types import LinkOwner
from store.types import Database


async def owner(db: Database, digest: str) -> LinkOwner | None:
    """Return whom the link with this ``digest`` is for; that it still stands is read there."""
    return maybe(LinkOwner, (await db.get([keys.by_digest(digest)]))[0])
