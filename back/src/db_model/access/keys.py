"""Where memberships are stored: with the person, listed by organization and by group."""

from db_model.access.types import GroupAccess, Membership, OrganizationAccess
from db_model.codec import item_of
from db_model.keys import history, part
from db_model.stakeholders.keys import PREFIX, partition
from db_model.types import Email, GroupName, OrganizationId
from store.types import Index, IndexKey, Item, Key

ORGANIZATION_KIND = "organization-access"
GROUP_KIND = "group-access"
GROUP_PREFIX = "GRP#"


def of_organization(email: Email, id_: OrganizationId) -> Key:
    return Key(partition(email), id_)


def of_group(email: Email, name: GroupName) -> Key:
    return Key(partition(email), group_place(name))


def group_place(name: GroupName) -> str:
    return f"{GROUP_PREFIX}{part(name)}"


def main(access: Membership) -> Key:
    if isinstance(access, GroupAccess):
        return of_group(access.email, access.group_name)
    return of_organization(access.email, access.organization_id)


def item(access: Membership) -> Item:
    return group_item(access) if isinstance(access, GroupAccess) else organization_item(access)


def entries(key: Key) -> tuple[str, str]:
    """Return the partition and the prefix of the history of the membership that lies at ``key``.

    It lies beside the person's partition: that one is read whole at each request.
    """
    return f"USRH#{key.pk.removeprefix(PREFIX)}", f"{key.sk}#"


def entry(key: Key, version: int) -> Key:
    pk, prefix = entries(key)
    return Key(pk, f"{prefix}{history('', '', version).sk[3:]}")


def organization_item(access: OrganizationAccess) -> Item:
    return item_of(
        access,
        key=of_organization(access.email, access.organization_id),
        kind=ORGANIZATION_KIND,
        version=access.version,
        index=((Index.G1, IndexKey(access.organization_id, partition(access.email))),),
    )


def group_item(access: GroupAccess) -> Item:
    key = of_group(access.email, access.group_name)
    return item_of(
        access,
        key=key,
        kind=GROUP_KIND,
        version=access.version,
        index=((Index.G1, IndexKey(key.sk, partition(access.email))),),
    )
