"""Where custom roles are stored: with those who hold them, and listed by organization."""

from typing import Final

from db_model.codec import item_of
from db_model.keys import part, unique
from db_model.roles.types import CustomRole, Holder
from db_model.types import OrganizationId, RoleId
from store.types import Index, IndexKey, Item, Key

HELD: Final = "HELD#"


def main(id_: RoleId) -> Key:
    return Key(f"ROLE#{part(id_)}")


def name(id_: OrganizationId, text: str) -> Key:
    """Return the guard of a name, which is unique in its organization whatever its case."""
    return unique("role", id_, text.lower())


def place(id_: OrganizationId) -> str:
    """Return the part of the index that lists the roles of an organization."""
    return f"ROLES#{part(id_)}"


def item(role: CustomRole) -> Item:
    return item_of(
        role,
        key=main(role.id),
        kind="role",
        version=role.version,
        index=((Index.G1, IndexKey(place(role.organization_id), part(role.id))),),
    )


def holder(id_: RoleId, membership: Key) -> Item:
    """Return the item that says that the membership which lies at a key has the role."""
    pk, sk = membership.pk, membership.sk
    # One part of both: two may be longer than a place may be.
    return item_of(
        Holder(pk=pk, sk=sk),
        key=Key(main(id_).pk, f"{HELD}{part(f'{pk}/{sk}')}"),
        kind="role-holder",
        version=1,
    )
