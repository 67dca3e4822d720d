"""Roots of every kind in a group whose testers see no source, put there directly."""

from dataclasses import dataclass, replace

from db_model.access.add import group_access_added
from db_model.access.types import GroupAccess, GroupRole
from db_model.groups.add import added as group_added
from db_model.groups.types import Group, Service, Subscription
from db_model.roots import keys
from db_model.roots.add import added as root_added
from db_model.roots.types import (
    IPRoot,
    IPRootState,
    Protocol,
    RootStatus,
    URLRoot,
    URLRootState,
)
from db_model.types import Email, GroupName, RootId
from kit.time import milliseconds
from people import BUILDER, Tenant
from populations import put
from world import START, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """A group that is tested from outside, with a machine and a site of it."""

    group: Group
    ip: IPRoot
    url: URLRoot


async def some_hosts(
    world: World,
    tenant: Tenant,
    member: Email,
    role: GroupRole = GroupRole.USER_MANAGER,
    *,
    name: str = "black",
    subscription: Subscription = Subscription.CONTINUOUS,
) -> Hosts:
    """Put another group of ``tenant`` there, with ``member`` in it, a machine and a site."""
    state = replace(tenant.group.state, service=Service.BLACK, type=subscription)
    group = replace(tenant.group, name=GroupName(name + tenant.organization.name), state=state)
    hosts = Hosts(group=group, ip=a_machine(group), url=a_site(group))
    is_once = subscription is Subscription.ONESHOT
    owner = group.name if is_once else group.organization_id
    guards = (keys.machine(owner, hosts.ip.state.address),)
    access = GroupAccess(
        email=member,
        group_name=group.name,
        role=role,
        granted_by=BUILDER,
        granted_at=START,
        version=group.version,
    )
    await put(
        world,
        [
            *group_added(group),
            *group_access_added(access),
            *root_added(hosts.ip, (keys.nickname(group.name, "machine"), *guards)),
            *root_added(hosts.url, (keys.nickname(group.name, "site"),)),
        ],
    )
    return hosts


def a_machine(group: Group) -> IPRoot:
    return IPRoot(
        id=RootId(f"machine-of-{group.name}"),
        group_name=group.name,
        organization_id=group.organization_id,
        created_by=BUILDER,
        created_at=START,
        state=IPRootState(
            nickname="machine",
            address="192.0.2.1",
            status=RootStatus.ACTIVE,
            modified_by=BUILDER,
            modified_at=START,
        ),
        version=milliseconds(START),
    )


def a_site(group: Group) -> URLRoot:
    return URLRoot(
        id=RootId(f"site-of-{group.name}"),
        group_name=group.name,
        organization_id=group.organization_id,
        created_by=BUILDER,
        created_at=START,
        state=URLRootState(
            nickname="site",
            protocol=Protocol.HTTPS,
            host="shop.example.com",
            port=443,
            path="/",
            query=None,
            status=RootStatus.ACTIVE,
            modified_by=BUILDER,
            modified_at=START,
        ),
        version=milliseconds(START),
    )
