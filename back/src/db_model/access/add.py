"""Writes that make a member."""

from db_model.access import keys
from db_model.access.types import GroupAccess, OrganizationAccess
from db_model.keys import history, part
from store.types import Absent, Item, Key, Put


def organization_access_added(access: OrganizationAccess) -> tuple[Put, ...]:
    item = keys.organization_item(access)
    return Put(item, Absent()), _entry(item, access.email, access.organization_id)


def group_access_added(access: GroupAccess) -> tuple[Put, ...]:
    item = keys.group_item(access)
    return Put(item, Absent()), _entry(item, access.email, f"GRP#{part(access.group_name)}")


def _entry(item: Item, email: str, place: str) -> Put:
    # History lies beside the person's partition: that one is read whole at each request.
    key = Key(f"USRH#{part(email)}", f"{place}#{history('', '', item.version).sk[3:]}")
    return Put(
        Item(key=key, kind=f"{item.kind}-entry", version=item.version, body=item.body), Absent()
    )
