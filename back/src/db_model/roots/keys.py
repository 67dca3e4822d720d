"""Where roots are stored: with their group, listed by organization."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from db_model.codec import item_of
from db_model.groups.keys import main as group_key
from db_model.keys import part, unique
from db_model.roots.types import GitRoot, IPRoot, Root, URLRoot, URLRootState
from db_model.types import GroupName, OrganizationId, RootId
from store.types import Index, IndexKey, Item, Key

PREFIX = "ROOT#"

# What each kind of root is stored as; its item says of which kind it is.
TYPES: Final[Mapping[str, type[Root]]] = MappingProxyType(
    {"git-root": GitRoot, "ip-root": IPRoot, "url-root": URLRoot}
)
_KINDS: Final = MappingProxyType({type_: kind for kind, type_ in TYPES.items()})


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


def machine(owner: OrganizationId | GroupName, address: str) -> Key:
    """Return the guard of an IP address in an organization or a group."""
    return unique("root-ip", owner, address)


def site(owner: OrganizationId | GroupName, state: URLRootState) -> Key:
    """Return the guard of a URL in an organization or a group."""
    # A query that is empty is another one than none.
    query = () if state.query is None else (state.query,)
    return unique(
        "root-site", owner, state.protocol, state.host, str(state.port), state.path, *query
    )


def history_partition(id_: RootId) -> str:
    return f"ROOT#{part(id_)}"


def item(root: Root) -> Item:
    key = main(root.group_name, root.id)
    return item_of(
        root,
        key=key,
        kind=_KINDS[type(root)],
        version=root.version,
        index=((Index.G1, IndexKey(root.organization_id, key.sk)),),
    )
