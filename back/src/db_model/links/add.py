"""Writes that make a link."""

from db_model.links import keys
from db_model.links.types import Link
from store.types import Absent, Put


def added(digest: str, link: Link) -> tuple[Put, ...]:
    return (Put(keys.item(digest, link), Absent()),)
