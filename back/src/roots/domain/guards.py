"""Giving up what a root holds alone, and taking something else."""

from collections.abc import Set as AbstractSet

from db_model.roots.add import guard
from db_model.roots.types import Root
from errors import AppError
from store.types import Absent, AtVersion, Database, Delete, Key, Put, Write


async def swapped(
    db: Database,
    now: Root,
    *,
    old: AbstractSet[Key],
    new: AbstractSet[Key],
    refusal: type[AppError],
) -> tuple[Write, ...]:
    """Return the writes by which a root holds ``new`` instead of ``old``: a get at most.

    Raises:
        AppError: ``refusal``: somebody else holds one of ``new``.
    """
    given_up, wanted = sorted(old - new), sorted(new - old)
    if not given_up and not wanted:
        return ()
    items = await db.get([*given_up, *wanted])
    if any(item is not None for item in items[len(given_up) :]):
        raise refusal
    # Whoever was put there without a guard has none to give up.
    deletes = [
        Delete(item.key, AtVersion(item.version))
        for item in items[: len(given_up)]
        if item is not None and item.body == now.id.encode()
    ]
    return (*deletes, *(Put(guard(now, key), Absent()) for key in wanted))
