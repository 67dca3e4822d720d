"""Writes that make a group."""

from db_model.codec import item_of
from db_model.groups import keys
from db_model.groups.types import Group
from db_model.keys import history
from store.types import Absent, Put


def added(group: Group) -> tuple[Put, ...]:
    """Return the group and the first entry of its history; ``Absent`` keeps the name unique."""
    return Put(keys.item(group), Absent()), entry(group, "state", group.state)


def entry(group: Group, aspect: str, value: object) -> Put:
    """Return the write of the entry of history that says what ``group`` is now in an aspect."""
    return Put(
        item_of(
            value,
            key=history(keys.main(group.name).pk, aspect, group.version),
            kind=f"group-{aspect}",
            version=group.version,
        ),
        Absent(),
    )
