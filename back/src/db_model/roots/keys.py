"""Where roots are stored: with their group, listed by organization."""

from db_model.codec import item_of
from db_model.groups.keys import main as group_key
from db_model.keys import part, unique
from db_model.roots.types import GitRoot
from db_model.types import GroupName, OrganizationId, RootId
from store.types import Index, IndexKey, Item, Key

PREFIX = "ROOT#"


def main(group: GroupName, id_: RootId) -> Key:
    return Key(group_key(group).pk, f"{PREFIX}{part(id_)}")


def nickname(group: GroupName, text: str) -> Key:
    """Return the guard of a nickname; its item says whose it is."""
    return Key(group_key(group).pk, f"NICK#{part(text)}")


def address(organization: OrganizationId, url: str, branch: str) -> Key:
    """Return the guard of a branch of a repository in an organization."""
    return unique("root-branch", organization, url, branch)


def repository(group: GroupName, url: str) -> Key:
    """Return the guard of a repository in a group, whatever the branch."""
    return unique("root-url", group, url)


def history_partition(id_: RootId) -> str:
    return f"ROOT#{part(id_)}"


def item(root: GitRoot) -> Item:
    key = main(root.group_name, root.id)
    return item_of(
        root,
        key=key,
        kind="git-root",
        version=root.version,
        index=((Index.G1, IndexKey(root.organization_id, key.sk)),),
    )
