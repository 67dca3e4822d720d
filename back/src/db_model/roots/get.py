"""Reads of roots."""

from collections.abc import Sequence

from db_model.codec import CorruptItem, decode
from db_model.groups.keys import main as group_key
from db_model.keys import history_prefix
from db_model.paging import everything
from db_model.roots import keys
from db_model.roots.types import (
    GitRoot,
    GitRootState,
    IPRoot,
    IPRootState,
    Root,
    RootState,
    URLRootState,
)
from db_model.types import GroupName, OrganizationId, RootId
from store.types import Database, Index, Item, Key, Query


async def roots(
    db: Database, places: Sequence[tuple[GroupName, RootId]]
) -> tuple[Root | None, ...]:
    """Return one root a pair of group and id, in order."""
    items = await db.get([keys.main(*at) for at in places])
    return tuple(None if item is None else root_of(item) for item in items)


async def root(db: Database, group: GroupName, id_: RootId) -> Root | None:
    return (await roots(db, [(group, id_)]))[0]


async def current(db: Database, group: GroupName, id_: RootId) -> Root | None:
    """Return a root as it stands at this moment: a strong get."""
    await db.get([keys.main(group, id_)], strong=True)
    return await root(db, group, id_)


async def of_group(db: Database, group: GroupName) -> tuple[Root, ...]:
    """Return the roots of a group: one query a thousand."""
    query = Query(pk=group_key(group).pk, prefix=keys.PREFIX, limit=1000)
    return tuple(map(root_of, await everything(db, query)))


async def of_organization(db: Database, id_: OrganizationId) -> tuple[Root, ...]:
    """Return the roots of all groups of an organization: one query a thousand."""
    query = Query(pk=id_, index=Index.G1, prefix=keys.PREFIX, limit=1000)
    return tuple(map(root_of, await everything(db, query)))


async def current_of_group(db: Database, group: GroupName) -> tuple[Root, ...]:
    """Return the roots of a group as they stand at this moment: a strong query a thousand."""
    query = Query(pk=group_key(group).pk, prefix=keys.PREFIX, limit=1000, strong=True)
    return tuple(map(root_of, await everything(db, query)))


async def states(db: Database, root: Root) -> tuple[RootState, ...]:
    """Return every state that ``root`` was in, the first first: one query a thousand."""
    type_ = _state_type(root)
    pk = keys.history_partition(root.id)
    query = Query(pk=pk, prefix=history_prefix("state"), limit=1000)
    return tuple(decode(type_, item) for item in await everything(db, query))


async def by_nickname(db: Database, group: GroupName, nickname: str) -> Root | None:
    """Return the root that bears ``nickname`` in the group."""
    guard = (await db.get([keys.nickname(group, nickname)]))[0]
    return None if guard is None else await root(db, group, RootId(guard.body.decode()))


async def taken(db: Database, guards: Sequence[Key]) -> tuple[bool, ...]:
    """Return for each guard whether somebody holds it."""
    return tuple(item is not None for item in await db.get(guards))


def _state_type(root: Root) -> type[RootState]:
    if isinstance(root, GitRoot):
        return GitRootState
    return IPRootState if isinstance(root, IPRoot) else URLRootState


def root_of(item: Item) -> Root:
    """Return the root that ``item`` stores, of whichever kind."""
    type_ = keys.TYPES.get(item.kind)
    if type_ is None:
        raise CorruptItem(f"{item.key} is a {item.kind}, no root")
    return decode(type_, item)
