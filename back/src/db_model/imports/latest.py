"""Which import changed last what a tool found in a root: only that one can be rolled back."""

from collections.abc import Iterable, Sequence

from db_model.imports import keys
from db_model.imports.types import Import
from db_model.types import ImportId, RootId
from store.types import Database, Item, Put, Whatever
from store.versions import next_version


async def latest_of_root(
    db: Database, id_: RootId, tools: Sequence[str]
) -> tuple[Item | None, ...]:
    """Return where the root names the latest import of each of ``tools``: a strong get."""
    if not tools:
        return ()
    return await db.get([keys.latest(id_, tool) for tool in tools], strong=True)


def id_in(place: Item) -> ImportId:
    """Return which import ``place`` names."""
    return ImportId(place.body.decode())


def named_latest(
    import_: Import, tools: Sequence[str], places: Iterable[Item | None]
) -> tuple[Put, ...]:
    """Return the writes by which the root names ``import_`` for each of ``tools``.

    ``places`` are what it named before, in order.
    """
    return tuple(
        Put(
            Item(
                key=keys.latest(import_.root_id, tool),
                kind="import-place",
                version=next_version(was.version if was else None, import_.version),
                body=import_.id.encode(),
            ),
            Whatever(),
        )
        for tool, was in zip(tools, places, strict=True)
        if was is None or id_in(was) != import_.id
    )
