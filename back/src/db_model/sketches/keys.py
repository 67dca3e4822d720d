"""Where it lies what is known of sketches: a key with the group, what holds with the root."""

from typing import Final

from db_model.codec import item_of
from db_model.groups.keys import main as group_key
from db_model.keys import part
from db_model.roots.keys import history_partition
from db_model.sketches.types import RootSketches, SketchKey
from db_model.types import GroupName, RootId
from store.types import Item, Key

SKETCHES: Final = "root-sketches"
# Beside the entities: what holds changes with an import, which is told.
PLACE: Final = "SKETCHES#"


def key_of(group: GroupName, root: RootId) -> Key:
    return Key(group_key(group).pk, f"SKETCH-KEY#{part(root)}")


def main(root: RootId) -> Key:
    return Key(history_partition(root), PLACE)


def key_item(key: SketchKey) -> Item:
    return item_of(
        key, key=key_of(key.group_name, key.root_id), kind="sketch-key", version=key.version
    )


def item(sketches: RootSketches) -> Item:
    return item_of(sketches, key=main(sketches.root_id), kind=SKETCHES, version=sketches.version)
