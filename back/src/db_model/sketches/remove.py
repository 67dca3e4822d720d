"""Writes that remove what is known of sketches."""

from db_model.sketches import keys
from db_model.sketches.types import RootSketches, SketchKey
from store.types import AtVersion, Delete


def key_removed(key: SketchKey) -> tuple[Delete, ...]:
    """Return the removal, which is refused if the key was changed meanwhile."""
    return (Delete(keys.key_item(key).key, AtVersion(key.version)),)


def removed(sketches: RootSketches) -> tuple[Delete, ...]:
    """Return the removal, which is refused if they were changed meanwhile."""
    return (Delete(keys.main(sketches.root_id), AtVersion(sketches.version)),)
