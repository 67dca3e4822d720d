"""Reads of what is known of a root's sketches; none of them reads a key itself."""

from db_model.codec import maybe
from db_model.sketches import keys
from db_model.sketches.types import RootSketches, SketchKey
from db_model.types import GroupName, RootId
from store.types import Database


async def sketch_key(db: Database, group: GroupName, root: RootId) -> SketchKey | None:
    (item,) = await db.get([keys.key_of(group, root)])
    return maybe(SketchKey, item)


async def sketches(db: Database, root: RootId) -> RootSketches | None:
    """Return which sketches hold at this moment: a strong get."""
    (item,) = await db.get([keys.main(root)], strong=True)
    return maybe(RootSketches, item)


async def of_root(
    db: Database, group: GroupName, root: RootId
) -> tuple[SketchKey | None, RootSketches | None]:
    """Return the root's key and which sketches hold, at this moment: a strong get."""
    key, held = await db.get([keys.key_of(group, root), keys.main(root)], strong=True)
    return maybe(SketchKey, key), maybe(RootSketches, held)
