"""Writes that make an import."""

from db_model.imports import keys
from db_model.imports.types import Import
from store.types import Absent, Put


def added(import_: Import) -> tuple[Put, ...]:
    """Return the import and its place in the root's list."""
    place = keys.place(import_)
    listed = () if place is None else (Put(keys.place_item(import_, place), Absent()),)
    return (Put(keys.item(import_), Absent()), *listed)
