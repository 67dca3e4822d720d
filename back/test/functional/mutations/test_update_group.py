"""updateGroup."""

from dataclasses import replace

import pytest

from db_model.access.types import GroupRole
from db_model.groups.add import added as group_added
from db_model.groups.types import Group, Service, Subscription
from db_model.roots.get import of_group
from db_model.roots.types import RootStatus
from db_model.types import GroupName
from db_model.vulnerabilities.types import VulnerabilityStatus
from people import BUILDER, Person, Tenant, a_person, a_tenant, member_of
from populations import put
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal, nothing_written, refusal
from removing import a_full_group
from reviewing import a_scene, figures, states
from world import Answer, World

UPDATE = """
mutation (
  $groupName: String! $comments: String! $reason: UpdateGroupReason!
  $subscription: SubscriptionType! $service: ServiceType $hasAsm: Boolean! $hasMachine: Boolean!
  $hasSquad: Boolean! $tier: TierType $description: String $language: String
) {
  updateGroup(
    groupName: $groupName comments: $comments reason: $reason subscription: $subscription
    service: $service hasAsm: $hasAsm hasMachine: $hasMachine hasSquad: $hasSquad tier: $tier
    description: $description language: $language
  ) { success }
}
"""
READ = """
query ($name: String!) { group(groupName: $name) {
  description language subscription service hasAsm hasMachine hasSquad tier managed tags
} }
"""
AS_IT_WAS = {
    "description": "A group",
    "language": "EN",
    "subscription": "continuous",
    "service": "WHITE",
    "hasAsm": True,
    "hasMachine": True,
    "hasSquad": True,
    "tier": "SQUAD",
    "managed": "MANAGED",
    "tags": [],
}
MANAGER = GroupRole.CUSTOMER_MANAGER


async def _update(world: World, group: Group, person: Person | None, **given: object) -> Answer:
    variables: dict[str, object] = {
        "groupName": group.name,
        "comments": "It is enough",
        "reason": "BUDGET",
        "subscription": "CONTINUOUS",
        "hasAsm": True,
        "hasMachine": True,
        "hasSquad": False,
    }
    token = person.token if person else None
    return await world.ask(UPDATE, token=token, **(variables | given))


async def _read(world: World, group: Group, person: Person) -> object:
    answer = await world.ask(READ, token=person.token, name=group.name)
    return answer["group"]


async def _rootless(world: World, tenant: Tenant, subscription: Subscription) -> Group:
    """Put another group of ``tenant`` there that has no roots."""
    state = replace(tenant.group.state, type=subscription, service=Service.BLACK)
    group = replace(tenant.group, name=GroupName("rootless"), state=state)
    await put(world, [*group_added(group)])
    return group


async def test_a_manager_of_customers_changes_the_services(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, MANAGER))

    answer = await _update(world, tenant.group, person, groupName="ACMEGROUP")

    assert answer["updateGroup"] == {"success": True}
    assert await _read(world, tenant.group, person) == AS_IT_WAS | {
        "hasSquad": False,
        "tier": "MACHINE",
    }


@pytest.mark.parametrize(("tier", "kept"), [("ONESHOT", "ONESHOT"), ("OTHER", "FREE")])
async def test_the_tier_may_be_chosen(world: World, tier: str, kept: str) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, MANAGER))

    await _update(world, tenant.group, person, hasSquad=True, tier=tier)

    assert await _read(world, tenant.group, person) == AS_IT_WAS | {"tier": kept}


async def test_description_and_language_may_be_changed_with_them(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, MANAGER))

    await _update(world, tenant.group, person, hasSquad=True, description="New", language="es")

    assert await _read(world, tenant.group, person) == AS_IT_WAS | {
        "description": "New",
        "language": "ES",
    }


async def test_a_group_without_active_roots_may_change_its_service(world: World) -> None:
    tenant = await a_tenant(world)
    group = await _rootless(world, tenant, Subscription.ONESHOT)
    person = await a_person(world, replace(member_of(tenant), groups={group.name: MANAGER}))

    await _update(world, group, person, hasSquad=True, service="WHITE", subscription="CONTINUOUS")

    assert await _read(world, group, person) == AS_IT_WAS


@pytest.mark.parametrize(
    "given", [{"service": "BLACK"}, {"service": "WHITE"}, {"hasMachine": False}]
)
async def test_another_service_deactivates_the_roots_and_closes_nothing(
    world: World, given: dict[str, object]
) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE, VulnerabilityStatus.SAFE)
    tenant = scene.tenant
    person = await a_person(world, member_of(tenant, MANAGER))

    answer = await _update(world, tenant.group, person, **given)

    await world.contents()  # no job is at work
    (root,) = await of_group(world.service.engines.store, tenant.group.name)
    is_other = given == {"service": "BLACK"}
    assert answer["updateGroup"] == {"success": True}
    assert (root.state.status is RootStatus.INACTIVE) == is_other
    assert root.state.modified_by == (person.email if is_other else BUILDER)
    assert (await figures(world, person, scene.finding))[:2] == (1, 1)
    assert await states(world, person, scene.ids) == ["VULNERABLE", "SAFE"]


async def test_one_that_is_tested_once_may_stay_so(world: World) -> None:
    tenant = await a_tenant(world)
    group = await _rootless(world, tenant, Subscription.ONESHOT)
    person = await a_person(world, replace(member_of(tenant), groups={group.name: MANAGER}))

    answer = await _update(world, group, person, subscription="ONESHOT")

    assert answer["updateGroup"] == {"success": True}


async def test_it_is_one_commit_with_its_history(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, MANAGER))
    before = await world.contents()

    await _update(world, tenant.group, person)

    after = await world.contents()
    changed = [item for key, item in after.items() if before.get(key) != item]
    (entry,) = (item for item in changed if item.kind == "group-state")
    assert sorted(item.kind for item in changed) == ["context", "group", "group-state"]
    assert b'"justification":"BUDGET"' in entry.body
    assert b'"comments":"It is enough"' in entry.body


async def test_a_group_that_is_not_served_at_all_is_removed(world: World) -> None:
    full = await a_full_group(world)
    person = await a_person(world, member_of(full.scene.tenant, MANAGER))
    before = await world.contents()

    answer = await _update(world, full.group, person, hasAsm=False)

    read = await world.ask(READ, token=person.token, name=full.group.name)
    after = await world.contents()
    made = [item for key, item in after.items() if key not in before]
    (entry,) = (item for item in made if item.kind == "group-state")
    assert answer["updateGroup"] == {"success": True}
    assert refusal(read) == ACCESS_DENIED
    assert "vulnerability" not in {item.kind for item in after.values()}
    assert b'"status":"DELETED"' in entry.body
    assert b'"justification":"BUDGET"' in entry.body


async def test_what_changes_nothing_writes_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, MANAGER))

    async with nothing_written(world):
        answer = await _update(world, tenant.group, person, hasSquad=True, service="WHITE")

    assert answer["updateGroup"] == {"success": True}


@pytest.mark.parametrize("role", [GroupRole.USER_MANAGER, GroupRole.HACKER])
async def test_nobody_else_changes_them(world: World, role: GroupRole) -> None:
    tenant = await a_tenant(world)
    group = tenant.group
    member = await a_person(world, member_of(tenant, role))
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil"), MANAGER))
    revoked = await a_person(world, member_of(tenant, MANAGER))
    await world.ask("mutation { invalidateAccessToken { success } }", token=revoked.token)

    async with nothing_written(world):
        by_member = await _update(world, group, member)
        foreign = await _update(world, group, stranger)
        absent = await _update(world, group, stranger, groupName="nowhere")
        anonymous = await _update(world, group, None)
        by_revoked = await _update(world, group, revoked)

    assert refusal(by_member) == refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
    assert refusal(anonymous) == refusal(by_revoked) == LOGIN_REQUIRED


BAD_LENGTH = ("Exception - Invalid field length in form", "INVALID")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"hasMachine": False, "hasSquad": True},
            ("Exception - Squad is only available when Machine is too", "INVALID"),
        ),
        (
            {"hasAsm": False, "hasSquad": True},
            ("Exception - Squad is only available when ASM is too", "INVALID"),
        ),
        ({"hasAsm": False, "comments": "c" * 251}, BAD_LENGTH),
        (
            {"subscription": "ONESHOT"},
            ("Exception - OneShot service is no longer provided", "INVALID"),
        ),
        ({"comments": "c" * 251}, BAD_LENGTH),
        ({"comments": "a<b"}, ("Exception - Invalid characters in comments", "INVALID")),
        ({"description": "d" * 201}, BAD_LENGTH),
        (
            {"description": ""},
            ("Exception - Field cannot fill with blank characters", "INVALID"),
        ),
        ({"language": "fr"}, ("Exception - Invalid language in form", "INVALID")),
    ],
)
async def test_bad_input_is_refused(world: World, given: dict[str, object], told: Refusal) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, MANAGER))

    async with nothing_written(world):
        answer = await _update(world, tenant.group, person, **given)

    assert refusal(answer) == told
