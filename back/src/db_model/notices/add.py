"""Writes that tell somebody something."""

from db_model.notices import keys
from db_model.notices.types import Notice
from store.types import Put, Whatever


def added(notice: Notice) -> Put:
    """Return the write that tells it; told again, it is the same one."""
    return Put(keys.item(notice), Whatever())
