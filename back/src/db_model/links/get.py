"""Reads of links."""

from db_model.codec import maybe
from db_model.links import keys
from db_model.links.types import Link
from store.types import Database


async def link(db: Database, digest: str) -> Link | None:
    """Return the link whose secret has this ``digest``: one strong get."""
    (item,) = await db.get([keys.main(digest)], strong=True)
    return maybe(Link, item)
