"""Adding roots, and testing them again, while the group gets another service or is removed."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, TypeAlias

import pytest

from authz.access import Access, Principal, access_of
from authz.errors import ActionDenied
from authz.grants import on_group, on_root
from authz.policy import Action
from cutting import At, Watched
from db_model.access.types import GroupRole
from db_model.groups.types import Service
from db_model.roots.get import of_group, root
from db_model.roots.keys import item as root_item
from db_model.roots.types import RootStatus
from db_model.types import RootId
from functional.mutations.test_remove_group import remove
from functional.roots.test_service import served
from people import Person, Tenant, a_person, a_tenant, member_of
from populations import put
from roots.domain.git import add_git_root
from roots.domain.hosts import add_ip_root
from roots.domain.status import activate_root
from roots.types import NewGitRoot, NewIPRoot
from scoping import some_hosts
from store.requests import RequestStore
from store.types import Database, Put, Whatever
from world import START, World

Change: TypeAlias = Callable[[World, Tenant, Person], Awaitable[object]]
CODE: Final = NewGitRoot(
    url="https://git.example.com/shop",
    branch="main",
    environment="production",
    includes_health_check=False,
)
MACHINE: Final = NewIPRoot(address="192.0.2.7", nickname="late")


async def _served_otherwise(world: World, tenant: Tenant, _: Person) -> None:
    is_white = tenant.group.state.service is Service.WHITE
    await served(world, tenant, Service.BLACK if is_white else Service.WHITE)


async def _removed(world: World, tenant: Tenant, person: Person) -> None:
    await remove(world, tenant.group.name, person)


CHANGES: Final = pytest.mark.parametrize("change", [_served_otherwise, _removed])


async def _before(
    world: World, tenant: Tenant, person: Person, change: Change
) -> tuple[Database, Access]:
    """Return the database of a request of ``person``, in which ``change`` comes just before."""
    at = At(1, lambda: change(world, tenant, person))
    db = RequestStore(Watched(world.store, meanwhile=at))
    access = await access_of(db, Principal(email=person.email))
    assert access is not None
    return db, access


@CHANGES
async def test_code_is_not_added_to_a_group_that_does_not_test_it_any_more(
    world: World, change: Change
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.USER_MANAGER))
    db, access = await _before(world, tenant, person, change)
    grant = await on_group(db, access, Action.ADD_GIT_ROOT, name=tenant.group.name)

    with pytest.raises(ActionDenied):
        await add_git_root(db, grant, CODE, id_=RootId("late"), at=world.clock())

    await world.contents()  # no job is at work
    assert await root(world.service.engines.store, tenant.group.name, RootId("late")) is None


@CHANGES
async def test_a_machine_is_not_added_either(world: World, change: Change) -> None:
    white = await a_tenant(world)
    person = await a_person(world, member_of(white, GroupRole.USER_MANAGER))
    hosts = await some_hosts(world, white, person.email)
    black = replace(white, group=hosts.group)
    db, access = await _before(world, black, person, change)
    grant = await on_group(db, access, Action.ADD_IP_ROOT, name=hosts.group.name)

    with pytest.raises(ActionDenied):
        await add_ip_root(db, grant, MACHINE, id_=RootId("late"), at=world.clock())

    await world.contents()
    assert await root(world.service.engines.store, hosts.group.name, RootId("late")) is None


@CHANGES
async def test_a_root_is_not_tested_again_in_such_a_group(world: World, change: Change) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    state = replace(tenant.root.state, status=RootStatus.INACTIVE)
    await put(world, [Put(root_item(replace(tenant.root, state=state)), Whatever())])
    db, access = await _before(world, tenant, person, change)
    grant = await on_root(
        db, access, Action.ACTIVATE_ROOT, group_name=tenant.group.name, id_=tenant.root.id
    )

    with pytest.raises(ActionDenied):
        await activate_root(db, grant, at=world.clock())

    await world.contents()
    found = await of_group(world.service.engines.store, tenant.group.name)
    assert {each.state.status for each in found} <= {RootStatus.INACTIVE}


async def test_what_else_changes_of_the_group_keeps_no_root_out(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    tag = 'mutation ($n: String!) { addGroupTags(groupName: $n tagsData: ["a"]) { success } }'

    async def tagged(world: World, tenant: Tenant, person: Person) -> None:
        await world.ask(tag, token=person.token, n=tenant.group.name)

    db, access = await _before(world, tenant, person, tagged)
    grant = await on_group(db, access, Action.ADD_GIT_ROOT, name=tenant.group.name)

    added = await add_git_root(db, grant, CODE, id_=RootId("late"), at=START)

    assert added.id == "late"
