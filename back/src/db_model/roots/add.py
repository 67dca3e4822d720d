"""Writes that make a root."""

from db_model.codec import item_of
from db_model.keys import history
from db_model.roots import keys
from db_model.roots.types import GitRoot
from store.types import Absent, Item, Key, Put


def added(root: GitRoot, guards: tuple[Key, ...]) -> tuple[Put, ...]:
    """Return the root, the ``guards`` of its uniqueness and the first entries of its histories."""
    pk = keys.history_partition(root.id)
    entries = (
        item_of(
            root.state,
            key=history(pk, "state", root.version),
            kind="root-state",
            version=root.version,
        ),
        item_of(
            root.cloning,
            key=history(pk, "clone", root.version),
            kind="root-cloning",
            version=root.version,
        ),
    )
    held = (
        Item(key=guard, kind="guard", version=root.version, body=root.id.encode())
        for guard in guards
    )
    return tuple(Put(item, Absent()) for item in (keys.item(root), *held, *entries))
