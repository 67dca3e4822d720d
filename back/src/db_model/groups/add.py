"""Writes that make a group."""

from db_model.codec import item_of
from db_model.groups import keys
from db_model.groups.types import Group
from db_model.keys import history
from store.types import Absent, Put


def added(group: Group) -> tuple[Put, ...]:
    """Return the group and the first entry of its history; ``Absent`` keeps the name unique."""
    entry = item_of(
        group.state,
        key=history(keys.main(group.name).pk, "state", group.version),
        kind="group-state",
        version=group.version,
    )
    return Put(keys.item(group), Absent()), Put(entry, Absent())
