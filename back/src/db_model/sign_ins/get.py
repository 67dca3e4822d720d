"""Reads of sign-ins that were begun."""

from db_model.codec import maybe
from db_model.sign_ins import keys
from db_model.sign_ins.types import SignIn
from store.types import Database


async def sign_in(db: Database, digest: str) -> SignIn | None:
    """Return the sign-in of the browser whose cookie has this ``digest``: a strong get."""
    return maybe(SignIn, (await db.get([keys.main(digest)], strong=True))[0])
