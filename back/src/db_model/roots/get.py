"""Reads of roots."""

from collections.abc import Sequence

from db_model.codec import decode, maybe
from db_model.groups.keys import main as group_key
from db_model.paging import everything
from db_model.roots import keys
from db_model.roots.types import GitRoot
from db_model.types import GroupName, RootId
from store.types import Database, Key, Query


async def roots(
    db: Database, places: Sequence[tuple[GroupName, RootId]]
) -> tuple[GitRoot | None, ...]:
    """Return one root a pair of group and id, in order."""
    return tuple(maybe(GitRoot, item) for item in await db.get([keys.main(*at) for at in places]))


async def root(db: Database, group: GroupName, id_: RootId) -> GitRoot | None:
    return (await roots(db, [(group, id_)]))[0]


async def of_group(db: Database, group: GroupName) -> tuple[GitRoot, ...]:
    """Return the roots of a group: one query a thousand."""
    query = Query(pk=group_key(group).pk, prefix=keys.PREFIX, limit=1000)
    return tuple(decode(GitRoot, item) for item in await everything(db, query))


async def by_nickname(db: Database, group: GroupName, nickname: str) -> GitRoot | None:
    """Return the root that bears ``nickname`` in the group."""
    guard = (await db.get([keys.nickname(group, nickname)]))[0]
    return None if guard is None else await root(db, group, RootId(guard.body.decode()))


async def taken(db: Database, guards: Sequence[Key]) -> tuple[bool, ...]:
    """Return for each guard whether somebody holds it."""
    return tuple(item is not None for item in await db.get(guards))
