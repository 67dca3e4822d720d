"""Where memberships are stored: with the person, listed by organization and by group."""

from db_model.access.types import GroupAccess, OrganizationAccess
from db_model.codec import item_of
from db_model.keys import part
from db_model.stakeholders.keys import partition
from db_model.types import Email, GroupName, OrganizationId
from store.types import Index, IndexKey, Item, Key

ORGANIZATION_KIND = "organization-access"
GROUP_KIND = "group-access"


def of_organization(email: Email, id_: OrganizationId) -> Key:
    return Key(partition(email), id_)


def of_group(email: Email, name: GroupName) -> Key:
    return Key(partition(email), f"GRP#{part(name)}")


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
