"""Who holds a custom role: told by the commits that give and take it, and read strongly."""

from collections.abc import Iterable
from urllib.parse import unquote

from db_model.codec import decode
from db_model.paging import everything
from db_model.roles import keys
from db_model.roles.types import Holder
from db_model.types import GroupName, RoleId
from store.types import Database, Delete, Key, Put, Query, Whatever

_GROUP = "GRP#"


def held(role: RoleId | None, membership: Key) -> tuple[Put, ...]:
    """Return the write that tells that the membership at a key has ``role``, if it has one."""
    return () if role is None else (Put(keys.holder(role, membership), Whatever()),)


def let_go(role: RoleId | None, membership: Key) -> tuple[Delete, ...]:
    """Return the write that tells that the membership at a key has ``role`` no more."""
    return () if role is None else (Delete(keys.holder(role, membership).key, Whatever()),)


def groups_of(memberships: Iterable[Key]) -> frozenset[GroupName]:
    """Return the groups of which some of the memberships at these keys are."""
    places = (key.sk for key in memberships if key.sk.startswith(_GROUP))
    return frozenset(GroupName(unquote(place.removeprefix(_GROUP))) for place in places)


async def holders(db: Database, id_: RoleId) -> tuple[Key, ...]:
    """Return where all memberships lie that have the role: a strong query a thousand."""
    query = Query(pk=keys.main(id_).pk, prefix=keys.HELD, strong=True, limit=1000)
    found = (decode(Holder, item) for item in await everything(db, query))
    return tuple(Key(holder.pk, holder.sk) for holder in found)
