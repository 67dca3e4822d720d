"""The root that an import is of."""

from authz.errors import RootNotFound
from db_model.imports.types import Import
from db_model.roots.get import root
from db_model.roots.types import GitRoot
from roots.rules.git import tested
from store.types import Database


async def tested_root(db: Database, import_: Import) -> GitRoot:
    """Return the root of ``import_``, which is tested.

    Raises:
        RootNotFound: it is not there.
        RootNotActive: it is not tested any more.
        GitRootRequired: it has no code.
    """
    found = await root(db, import_.group_name, import_.root_id)
    if found is None:
        raise RootNotFound
    return tested(found)
