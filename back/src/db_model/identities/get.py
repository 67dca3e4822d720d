"""Reads of identities; those of a person are read with what decides its access."""

from db_model.codec import maybe
from db_model.identities import keys
from db_model.identities.types import IdentityOwner
from db_model.types import Email
from store.types import Database


async def owner(db: Database, issuer: str, subject: str) -> tuple[Email | None, int | None]:
    """Return whose the identity was last, and in which version: a strong get."""
    (item,) = await db.get([keys.by_subject(issuer, subject)], strong=True)
    found = maybe(IdentityOwner, item)
    return (found.email if found else None), (item.version if item else None)
