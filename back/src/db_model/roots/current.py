"""A root as it stands now, and the check that it still does when something is written."""

from db_model.roots import keys
from db_model.roots.get import root
from db_model.roots.types import Root
from db_model.types import GroupName, RootId
from store.types import AtVersion, Check, Database


async def current(db: Database, group: GroupName, id_: RootId) -> Root | None:
    """Return a root as it stands at this moment: a strong get."""
    await db.get([keys.main(group, id_)], strong=True)
    return await root(db, group, id_)


def unchanged(root: Root) -> Check:
    """Return the check that nobody changed ``root`` meanwhile."""
    return Check(keys.main(root.group_name, root.id), AtVersion(root.version))
