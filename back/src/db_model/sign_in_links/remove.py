"""Writes that use a sign-in link up."""

from db_model.sign_in_links import keys
from db_model.sign_in_links.types import SignInLink
from store.types import AtVersion, Delete, Whatever


def removed(link: SignInLink) -> tuple[Delete, ...]:
    """Return the writes that remove ``link``; of several commits with them, one is made."""
    return (
        Delete(keys.main(link.email, link.id), AtVersion(link.version)),
        Delete(keys.by_digest(link.digest), Whatever()),
    )
