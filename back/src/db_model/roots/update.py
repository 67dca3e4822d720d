"""Writes that change a root."""

from db_model.roots import keys
from db_model.roots.add import entry
from db_model.roots.types import GitRoot, Root
from store.types import AtVersion, Check, Put


def updated(was: Root, now: Root) -> tuple[Put, ...]:
    """Return the writes that make ``was`` into ``now``, with entries of history where they differ.

    ``now`` has a larger version; the commit is refused if ``was`` was changed meanwhile.
    """
    puts = [Put(keys.item(now), AtVersion(was.version))]
    if now.state != was.state:
        puts.append(entry(now, "state", now.state))
    if isinstance(now, GitRoot) and isinstance(was, GitRoot) and now.cloning != was.cloning:
        puts.append(entry(now, "clone", now.cloning))
    return tuple(puts)


def unchanged(root: Root) -> Check:
    """Return what lets a commit through only while ``root`` is as it was read."""
    return Check(keys.main(root.group_name, root.id), AtVersion(root.version))
