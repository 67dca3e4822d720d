"""Where groups are stored."""

from db_model.codec import item_of
from db_model.groups.types import Group
from db_model.keys import part
from db_model.types import GroupName
from store.types import Index, IndexKey, Item, Key


def main(name: GroupName) -> Key:
    return Key(f"GRP#{part(name)}")


def item(group: Group) -> Item:
    return item_of(
        group,
        key=main(group.name),
        kind="group",
        version=group.version,
        index=(
            (Index.G1, IndexKey(group.organization_id, f"GRP#{group.state.status}#{group.name}")),
        ),
    )
