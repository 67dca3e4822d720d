"""Writes that change a group."""

from db_model.groups import keys
from db_model.groups.add import entry
from db_model.groups.types import Group
from store.types import AtVersion, Check, Put


def updated(was: Group, now: Group) -> tuple[Put, ...]:
    """Return the writes that make ``was`` into ``now``, with entries of history where they differ.

    ``now`` has a larger version; the commit is refused if ``was`` was changed meanwhile.
    """
    puts = [Put(keys.item(now), AtVersion(was.version))]
    if now.state != was.state:
        puts.append(entry(now, "state", now.state))
    if now.policies != was.policies:
        puts.append(entry(now, "policies", now.policies))
    return tuple(puts)


def unchanged(group: Group) -> Check:
    """Return what lets a commit through only while ``group`` is as it was read."""
    return Check(keys.main(group.name), AtVersion(group.version))
