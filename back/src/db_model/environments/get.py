"""Reads of environments."""

from db_model.codec import decode, maybe
from db_model.environments import keys
from db_model.environments.types import Environment
from db_model.groups.keys import main as group_key
from db_model.paging import everything
from db_model.types import EnvironmentId, GroupName, RootId
from store.types import Database, Query


async def environment(
    db: Database, group: GroupName, root: RootId, id_: EnvironmentId
) -> Environment | None:
    return maybe(Environment, (await db.get([keys.main(group, root, id_)]))[0])


async def of_group(db: Database, group: GroupName) -> tuple[Environment, ...]:
    """Return the environments of all roots of a group: one query a thousand."""
    query = Query(pk=group_key(group).pk, prefix=keys.PREFIX, limit=1000)
    return tuple(decode(Environment, item) for item in await everything(db, query))
