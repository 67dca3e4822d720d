"""Reads of secrets; none of them reads a value."""

from db_model.codec import decode, maybe
from db_model.groups.keys import main as group_key
from db_model.paging import everything
from db_model.secrets import keys
from db_model.secrets.types import Secret
from db_model.types import GroupName
from store.types import Database, Query


async def secret(db: Database, group: GroupName, of: str, key: str) -> Secret | None:
    """Return the secret of a name; ``of`` is ``keys.of_root`` or ``keys.of_environment``."""
    return maybe(Secret, (await db.get([keys.main(group, of, key)]))[0])


async def secrets(db: Database, group: GroupName, of: str) -> tuple[Secret, ...]:
    """Return secrets of a group by name: one query a thousand.

    ``of`` says those of what: of one root or environment, or of all (``keys.OF_ROOTS``).
    """
    query = Query(pk=group_key(group).pk, prefix=of, limit=1000)
    return tuple(decode(Secret, item) for item in await everything(db, query))
