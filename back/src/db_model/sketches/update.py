"""Writes that make and change what is known of sketches."""

from db_model.sketches import keys
from db_model.sketches.types import RootSketches, SketchKey
from store.types import Absent, AtVersion, Put


def key_kept(was: SketchKey | None, now: SketchKey) -> tuple[Put, ...]:
    """Return the write that keeps ``now``, in place of ``was`` if there is one."""
    return (Put(keys.key_item(now), Absent() if was is None else AtVersion(was.version)),)


def kept(was: RootSketches | None, now: RootSketches) -> tuple[Put, ...]:
    """Return the write that keeps ``now``, in place of ``was`` if there is one."""
    return (Put(keys.item(now), Absent() if was is None else AtVersion(was.version)),)
