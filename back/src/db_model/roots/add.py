"""Writes that make a root."""

from collections.abc import Iterable

from db_model.codec import item_of
from db_model.keys import history
from db_model.roots import keys
from db_model.roots.types import Cloning, GitRoot, Root, RootState
from store.types import Absent, Item, Key, Put


def added(root: Root, guards: Iterable[Key]) -> tuple[Put, ...]:
    """Return the root, the ``guards`` of its uniqueness and the first entries of its histories."""
    entries = [entry(root, "state", root.state)]
    if isinstance(root, GitRoot):
        entries.append(entry(root, "clone", root.cloning))
    held = (Put(guard(root, key), Absent()) for key in guards)
    return (Put(keys.item(root), Absent()), *held, *entries)


def guard(root: Root, key: Key) -> Item:
    """Return the item by which ``root`` holds what ``key`` makes unique."""
    return Item(key=key, kind="guard", version=root.version, body=root.id.encode())


def entry(root: Root, aspect: str, value: RootState | Cloning) -> Put:
    """Return the write of the entry of history that says what ``root`` is now in an aspect."""
    return Put(
        item_of(
            value,
            key=history(keys.history_partition(root.id), aspect, root.version),
            kind="root-state" if aspect == "state" else "root-cloning",
            version=root.version,
        ),
        Absent(),
    )
