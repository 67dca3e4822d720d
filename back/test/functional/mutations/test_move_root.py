"""moveRoot."""

from dataclasses import replace
from typing import Final

import pytest

from db_model.access.types import GroupRole
from db_model.groups.add import added as group_added
from db_model.groups.types import Subscription
from db_model.roots import keys as root_keys
from db_model.roots.add import added as root_added
from db_model.roots.get import states as root_states
from db_model.roots.types import RootReason, RootStatus
from db_model.types import GroupName, RootId
from functional.mutations.test_deactivate_root import deactivate
from moves.domain.job import LAG
from moving import (
    MANAGER,
    a_ground,
    arrived,
    black_ground,
    left,
    move,
)
from people import Roles, a_person, a_tenant
from populations import put
from refusals import (
    ACCESS_DENIED,
    LOGIN_REQUIRED,
    ROOT_NOT_FOUND,
    Refusal,
    nothing_written,
    refusal,
)
from roots.domain.places import places_of
from scoping import some_hosts
from store.requests import RequestStore
from world import World

BAD_VALUE: Final = ("Exception - Error value is not valid", "INVALID")
REPEATED: Final = ("Exception - Root with the same URL/branch already exists", "CONFLICT")
NICKNAME_TAKEN: Final = ("Exception - Root with the same nickname already exists", "CONFLICT")
ENVIRONMENT: Final = """
mutation ($groupName: String! $rootId: ID!) {
  addGitEnvironmentUrl(groupName: $groupName rootId: $rootId url: "https://x.io" urlType: URL) {
    success
  }
}
"""
BEING_MOVED: Final = ("Exception - The root is still being moved", "CONFLICT")


async def test_it_is_tested_in_the_other_group_and_no_more_in_its_own(world: World) -> None:
    ground = await a_ground(world)
    was = ground.tenant.root

    answer = await move(world, ground, ground.person)

    await world.contents()
    old, new = await left(world, ground), await arrived(world, ground)
    db = RequestStore(world.store)
    assert answer["moveRoot"] == {"success": True}
    assert (old.state.status, old.state.reason, old.state.other) == (
        RootStatus.INACTIVE,
        RootReason.MOVED_TO_ANOTHER_GROUP,
        ground.target.name,
    )
    assert [each.status for each in await root_states(db, old)] == ["ACTIVE", "INACTIVE"]
    assert await root_states(db, new) == (new.state,)
    assert new.state == replace(
        was.state, modified_by=ground.person.email, modified_at=new.created_at
    )
    assert (new.created_by, new.organization_id) == (ground.person.email, was.organization_id)
    assert new.id != was.id


@pytest.mark.parametrize("kind", ["ip", "url"])
async def test_machines_and_sites_are_moved_as_well(world: World, kind: str) -> None:
    ground = await black_ground(world, kind)

    answer = await move(world, ground, ground.person)

    await world.contents()
    was, new = ground.root, await arrived(world, ground)
    assert answer["moveRoot"] == {"success": True}
    assert type(new) is type(was)
    assert (new.state.nickname, new.state.status) == (was.state.nickname, RootStatus.ACTIVE)


async def test_what_it_held_alone_in_the_organization_is_the_new_roots(world: World) -> None:
    ground = await a_ground(world)
    tenant = ground.tenant
    places = places_of(tenant.group, tenant.root)
    again = replace(tenant.root, id=RootId("held"), state=replace(tenant.root.state, nickname="h"))
    await put(world, [*root_added(again, places)])

    answer = await move(world, ground, ground.person, id=again.id)

    await world.contents()
    new = await arrived(world, ground)
    db = RequestStore(world.store)
    held = await db.get([*sorted(places & places_of(ground.target, new))])
    own = await db.get([*sorted(places - places_of(ground.target, new))])
    assert answer["moveRoot"] == {"success": True}
    assert [item.body.decode() for item in held if item] == [new.id]
    assert [item.body.decode() for item in own if item] == [again.id]
    back = await world.ask(
        "mutation ($groupName: String! $id: ID!) "
        "{ activateRoot(groupName: $groupName id: $id) { success } }",
        token=ground.person.token,
        groupName=tenant.group.name,
        id=again.id,
    )
    assert refusal(back) == REPEATED


@pytest.mark.parametrize(
    ("state", "told"),
    [({"nickname": "other"}, REPEATED), ({"url": "https://x.example.com/other"}, NICKNAME_TAKEN)],
)
async def test_what_the_other_group_has_already_is_not_moved_to_it(
    world: World, state: dict[str, str], told: Refusal
) -> None:
    ground = await a_ground(world)
    root = ground.tenant.root
    same = replace(
        root,
        id=RootId("same"),
        group_name=ground.target.name,
        state=replace(root.state, branch="old", **state),  # type: ignore[arg-type]
    )
    nickname = root_keys.nickname(ground.target.name, same.state.nickname)
    await put(world, [*root_added(same, [*places_of(ground.target, same), nickname])])

    async with nothing_written(world):
        answer = await move(world, ground, ground.person)

    assert refusal(answer) == told


async def test_it_stays_where_it_is_unless_the_groups_are_alike(world: World) -> None:
    ground = await a_ground(world)
    foreign = await a_tenant(world, name="evil")
    names = {ground.tenant.group.name, foreign.group.name, ground.target.name}
    both = await a_person(world, Roles(groups=dict.fromkeys(names, MANAGER)))
    hosts = await some_hosts(world, ground.tenant, both.email)

    async with nothing_written(world):
        same = await move(world, ground, both, targetGroupName=ground.tenant.group.name.upper())
        elsewhere = await move(world, ground, both, targetGroupName=foreign.group.name)
        black = await move(world, ground, both, targetGroupName=hosts.group.name)

    assert [refusal(each) for each in (same, elsewhere, black)] == [BAD_VALUE] * 3


async def test_what_is_not_tested_is_not_moved(world: World) -> None:
    ground = await a_ground(world)
    await deactivate(world, ground.tenant, ground.person)

    async with nothing_written(world):
        answer = await move(world, ground, ground.person)

    assert refusal(answer) == BAD_VALUE


async def test_it_is_not_moved_twice_nor_back(world: World) -> None:
    ground = await a_ground(world)
    await move(world, ground, ground.person)
    await world.contents()
    new = await arrived(world, ground)
    back = {
        "groupName": ground.target.name,
        "id": new.id,
        "targetGroupName": ground.tenant.group.name,
    }

    async with nothing_written(world):
        twice = await move(world, ground, ground.person)
        at_once = await move(world, ground, ground.person, **back)
    world.clock.advance(LAG)
    async with nothing_written(world):
        later = await move(world, ground, ground.person, **back)

    assert refusal(twice) == BAD_VALUE
    assert refusal(at_once) == BEING_MOVED
    assert refusal(later) == NICKNAME_TAKEN


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (MANAGER, None),
        (None, MANAGER),
        (MANAGER, GroupRole.CUSTOMER_MANAGER),
        (GroupRole.CUSTOMER_MANAGER, MANAGER),
        (GroupRole.RESOURCER, GroupRole.HACKER),
    ],
)
async def test_the_right_is_needed_in_both_groups(
    world: World, here: GroupRole | None, there: GroupRole | None
) -> None:
    ground = await a_ground(world, here=here, there=there)

    async with nothing_written(world):
        answer = await move(world, ground, ground.person)

    assert refusal(answer) == ACCESS_DENIED


async def test_nobody_else_moves_it_and_nobody_learns_what_is_there(world: World) -> None:
    ground = await a_ground(world)
    foreign = await a_tenant(world, name="evil")
    stranger = await a_person(world, Roles(groups={foreign.group.name: MANAGER}))

    async with nothing_written(world):
        by_stranger = await move(world, ground, stranger)
        into_theirs = await move(world, ground, ground.person, targetGroupName=foreign.group.name)
        into_none = await move(world, ground, ground.person, targetGroupName="nothing")
        of_theirs = await move(world, ground, ground.person, id=foreign.root.id)
        of_none = await move(world, ground, ground.person, id="nothing")
        anonymous = await move(world, ground, None)

    assert refusal(by_stranger) == refusal(into_theirs) == ACCESS_DENIED
    assert into_theirs == into_none
    assert refusal(of_theirs) == ROOT_NOT_FOUND
    assert of_theirs == of_none
    assert refusal(anonymous) == LOGIN_REQUIRED


async def test_a_group_that_is_tested_once_lets_go_of_what_another_tests_always(
    world: World,
) -> None:
    ground = await a_ground(world)
    once = replace(
        ground.target,
        name=GroupName("oncegroup"),
        state=replace(ground.target.state, type=Subscription.ONESHOT),
    )
    await put(world, [*group_added(once)])
    person = await a_person(
        world, Roles(groups={ground.tenant.group.name: MANAGER, once.name: MANAGER})
    )

    answer = await move(world, ground, person, targetGroupName=once.name)

    assert answer["moveRoot"] == {"success": True}
