"""Whole partitions: what an entity is stored as, with its history."""

from collections.abc import Sequence

from db_model.paging import everything
from store.types import AtVersion, Database, Delete, Item, Query


async def stored_in(db: Database, pk: str, *, prefix: str = "") -> tuple[Item, ...]:
    """Return what lies in a partition, as it stands: a strong query a thousand."""
    return await everything(db, Query(pk=pk, prefix=prefix, strong=True, limit=1000))


def erased(items: Sequence[Item]) -> tuple[Delete, ...]:
    """Return the removals of what ``stored_in`` told, the last first.

    Main items come before their histories, so they go last: as long as anything is left, it is
    found where it always was.
    """
    return tuple(Delete(item.key, AtVersion(item.version)) for item in reversed(items))
