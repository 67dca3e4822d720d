"""Where environments are stored: with their group, by root."""

from db_model.codec import item_of
from db_model.environments.types import Environment
from db_model.groups.keys import main as group_key
from db_model.keys import part
from db_model.types import EnvironmentId, GroupName, RootId
from store.types import Item, Key

PREFIX = "ENV#"


def main(group: GroupName, root: RootId, id_: EnvironmentId) -> Key:
    # One part of both: two may be longer than a place may be.
    return Key(group_key(group).pk, f"{PREFIX}{part(f'{part(root)}#{part(id_)}')}")


def item(environment: Environment) -> Item:
    return item_of(
        environment,
        key=main(environment.group_name, environment.root_id, environment.id),
        kind="environment",
        version=environment.version,
    )
