"""Reads of what trust rules let in."""

from db_model.codec import maybe
from db_model.trust_rules import keys
from db_model.trust_rules.types import Used
from store.types import Database


async def used(db: Database, issuer: str, name: str) -> tuple[Used, int] | None:
    """Return for what a token was exchanged, with the version of that: one strong get."""
    (item,) = await db.get([keys.exchanged(issuer, name)], strong=True)
    found = maybe(Used, item)
    return None if found is None or item is None else (found, item.version)
