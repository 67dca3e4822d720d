"""Where secrets are stored, but for their values: with their group, by what they belong to."""

from typing import Final

from db_model.codec import item_of
from db_model.groups.keys import main as group_key
from db_model.keys import part
from db_model.secrets.types import Secret
from db_model.types import EnvironmentId, GroupName, RootId
from store.types import Item, Key

_PREFIX: Final = "SEC#"


OF_ROOTS: Final = f"{_PREFIX}ROOT#"
OF_ENVIRONMENTS: Final = f"{_PREFIX}ENV#"


def of_root(root: RootId) -> str:
    """Return what the places of the secrets of a root begin with."""
    return f"{OF_ROOTS}{part(root)}#"


def of_environment(environment: EnvironmentId) -> str:
    """Return what the places of the secrets of an environment begin with."""
    return f"{OF_ENVIRONMENTS}{part(environment)}#"


def owner(secret: Secret) -> str:
    if secret.root_id is not None:
        return of_root(secret.root_id)
    assert secret.environment_id is not None, "a secret belongs to one of the two"
    return of_environment(secret.environment_id)


def main(group: GroupName, of: str, key: str) -> Key:
    """Return where the secret of a name lies; ``of`` is ``of_root`` or ``of_environment``."""
    return Key(group_key(group).pk, f"{of}{part(key)}")


def item(secret: Secret) -> Item:
    return item_of(
        secret,
        key=main(secret.group_name, owner(secret), secret.key),
        kind="secret",
        version=secret.version,
    )
