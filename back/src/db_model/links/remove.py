"""Writes that end a link."""

from db_model.links import keys
from db_model.links.types import Link
from store.types import AtVersion, Delete


def removed(digest: str, link: Link) -> tuple[Delete, ...]:
    """Return the write that only one of those who answer by the link at once can make."""
    return (Delete(keys.main(digest), AtVersion(link.version)),)
