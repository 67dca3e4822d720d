"""Writes that change an import."""

from db_model.imports import keys
from db_model.imports.types import Import
from store.types import AtVersion, Check, Delete, Put, Whatever, Write


def updated(was: Import, now: Import) -> tuple[Write, ...]:
    """Return the writes that make ``was`` into ``now``, refused if another was faster."""
    before, after = keys.place(was), keys.place(now)
    put = Put(keys.item(now), AtVersion(was.version))
    if before == after:
        return (put,)
    left = () if before is None else (Delete(before, Whatever()),)
    taken = () if after is None else (Put(keys.place_item(now, after), Whatever()),)
    return (put, *left, *taken)


def unchanged(import_: Import) -> Check:
    """Return what lets a commit through only while ``import_`` is as it was read."""
    return Check(keys.main(import_.id), AtVersion(import_.version))
