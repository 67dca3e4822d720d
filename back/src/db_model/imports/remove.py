"""Writes that remove an import."""

from db_model.imports import keys
from db_model.imports.types import Import
from store.types import AtVersion, Delete, Whatever


def removed(import_: Import) -> tuple[Delete, ...]:
    """Return the removal of an import and of its place in the root's list."""
    place = keys.place(import_)
    listed = () if place is None else (Delete(place, Whatever()),)
    return (*listed, Delete(keys.main(import_.id), AtVersion(import_.version)))
