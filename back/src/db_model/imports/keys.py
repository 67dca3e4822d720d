"""Where imports are stored: alone, listed by group and, by how they stand, by root."""

from typing import Final

from db_model.codec import item_of
from db_model.groups.keys import main as group_key
from db_model.imports.types import Import, ImportState
from db_model.keys import part
from db_model.types import GroupName, ImportId, RootId, VulnerabilityId
from store.types import Index, IndexKey, Item, Key

OPEN: Final = "IMP#open#"
HELD: Final = "IMP#held#"
LATEST: Final = "IMP#latest#"
CONFLICT: Final = "CONFLICT#"


def main(id_: ImportId) -> Key:
    return Key(f"IMP#{part(id_)}")


def of_group(name: GroupName) -> str:
    return f"{group_key(name).pk}#IMP"


def of_root(id_: RootId) -> str:
    return f"ROOT#{part(id_)}"


def place(import_: Import) -> Key | None:
    """Return where the root lists an import that is not over; ids make it the order of asking.

    The list lies in the table, not in an index: a runner must see all that was asked for.
    """
    if import_.state is ImportState.HELD:
        return Key(of_root(import_.root_id), f"{HELD}{part(import_.id)}")
    if import_.state.is_open:
        return Key(of_root(import_.root_id), f"{OPEN}{part(import_.id)}")
    return None


def latest(id_: RootId, tool: str) -> Key:
    """Return where the root names the latest import that changed what a tool found in it."""
    return Key(of_root(id_), f"{LATEST}{part(tool)}")


def conflict(id_: ImportId, vulnerability_id: VulnerabilityId) -> Key:
    return Key(main(id_).pk, f"{CONFLICT}{part(vulnerability_id)}")


def place_item(import_: Import, key: Key) -> Item:
    return Item(key=key, kind="import-place", version=import_.version, body=import_.id.encode())


def item(import_: Import) -> Item:
    until = import_.kept_until
    return item_of(
        import_,
        key=main(import_.id),
        kind="import",
        version=import_.version,
        index=((Index.G1, IndexKey(of_group(import_.group_name), part(import_.id))),),
        expires=None if until is None else int(until.timestamp()),
    )
