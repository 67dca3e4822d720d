"""updateGroupStakeholder."""

import asyncio

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from members import REACHED, in_group, roles_in_group
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal, nothing_written, refusal
from world import Answer, World

UPDATE = """
mutation (
  $email: String! $groupName: String! $responsibility: String! $role: StakeholderRole!
) {
  updateGroupStakeholder(
    email: $email groupName: $groupName responsibility: $responsibility role: $role
  ) { success modifiedStakeholder { email role responsibility invitationState } }
}
"""
NOT_FOUND = ("Access denied or stakeholder not found", "NOT_FOUND")
LAST = ("Exception - A group needs a manager, and there is no other one", "CONFLICT")
PERMISSIONS = "query ($name: String!) { group(groupName: $name) { permissions } }"


async def _update(
    world: World, tenant: Tenant, person: Person | None, email: str, **given: object
) -> Answer:
    variables: dict[str, object] = {
        "email": email,
        "groupName": tenant.group.name,
        "responsibility": "Tester",
        "role": "USER",
    }
    token = person.token if person else None
    return await world.ask(UPDATE, token=token, **(variables | given))


async def test_a_member_gets_another_role_and_responsibility(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))

    answer = await _update(world, tenant, manager, f" {person.email.upper()} ")

    member = {
        "email": person.email,
        "role": "user",
        "responsibility": "Tester",
        "invitationState": "REGISTERED",
    }
    assert answer["updateGroupStakeholder"] == {"success": True, "modifiedStakeholder": member}
    assert member.items() <= (await in_group(world, tenant, manager))[person.email].items()


async def test_the_new_role_is_what_counts_on_the_next_request(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant))
    right = "api_mutations_update_group_stakeholder_mutate"
    before = await world.ask(PERMISSIONS, token=person.token, name=tenant.group.name)

    await _update(world, tenant, manager, person.email)

    after = await world.ask(PERMISSIONS, token=person.token, name=tenant.group.name)
    async with nothing_written(world):
        answer = await _update(world, tenant, person, manager.email)
    assert right in before["group"]["permissions"]
    assert right not in after["group"]["permissions"]
    assert refusal(answer) == ACCESS_DENIED


async def test_it_is_one_commit_and_its_history_tells_by_whom(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    before = await world.contents()

    await _update(world, tenant, manager, person.email)

    after = await world.contents()
    made = [after[key] for key in after.keys() - before.keys()]
    (entry,) = (item for item in made if item.kind == "group-access-entry")
    changed = sorted(item.kind for key, item in before.items() if after[key] != item)
    assert sorted(item.kind for item in made) == ["context", "group-access-entry"]
    assert f'"granted_by":"{manager.email}"'.encode() in entry.body
    assert changed == ["group-access", "stakeholder"]


@pytest.mark.parametrize("role", ["HACKER", "ADMIN", "SERVICE_FORCES", "INTERNAL_MANAGER"])
async def test_a_role_that_the_caller_may_not_grant_is_refused(world: World, role: str) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.USER))

    async with nothing_written(world):
        answer = await _update(world, tenant, manager, person.email, role=role)

    told = f"Invalid role or not enough permissions to grant role: {role.lower()}"
    assert refusal(answer) == (told, "ACCESS_DENIED")


async def test_the_last_manager_stays_one(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    await a_person(world, member_of(tenant, GroupRole.VULNERABILITY_MANAGER))
    director = await a_person(
        world, member_of(tenant, GroupRole.USER, OrganizationRole.USER_MANAGER)
    )

    async with nothing_written(world):
        answer = await _update(world, tenant, manager, manager.email)

    assert refusal(answer) == LAST
    assert (await roles_in_group(world, tenant, manager))[director.email] == "user"


async def test_the_last_manager_may_stay_one_with_another_responsibility(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))

    answer = await _update(world, tenant, manager, manager.email, role="USER_MANAGER")

    changed = answer["updateGroupStakeholder"]["modifiedStakeholder"]
    assert (changed["role"], changed["responsibility"]) == ("user_manager", "Tester")


async def test_a_customers_manager_is_one_too(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    other = await a_person(world, member_of(tenant, GroupRole.CUSTOMER_MANAGER))

    await _update(world, tenant, manager, manager.email)

    reached = await world.ask(REACHED, token=manager.token, name=tenant.group.name)
    assert reached["group"] == {"userRole": "user"}
    assert (await roles_in_group(world, tenant, other))[manager.email] == "user"


async def test_two_managers_who_step_down_at_once_do_not_both(world: World) -> None:
    tenant = await a_tenant(world)
    people = [await a_person(world, member_of(tenant)) for _ in range(2)]

    answers = await asyncio.gather(
        *(_update(world, tenant, person, person.email) for person in people)
    )

    assert sorted(answer.messages for answer in answers) == [[], [LAST[0]]]


async def test_who_is_no_member_is_not_found(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    outsider = await a_person(
        world, Roles(organizations={tenant.organization.id: OrganizationRole.USER})
    )

    async with nothing_written(world):
        answers = [
            await _update(world, tenant, manager, email)
            for email in (outsider.email, "nobody@example.com", "", "USR#x", "a" * 2000)
        ]

    assert [refusal(answer) for answer in answers] == [NOT_FOUND] * 5


async def test_the_account_of_the_ci_agent_is_not_found(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    agent = await a_person(
        world,
        member_of(tenant, GroupRole.SERVICE_FORCES),
        email=f"forces.{tenant.group.name}@integrates.local",
    )

    async with nothing_written(world):
        answer = await _update(world, tenant, manager, agent.email, role="USER_MANAGER")

    assert refusal(answer) == NOT_FOUND


async def test_a_member_who_manages_nothing_changes_nobody(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.REVIEWER))

    async with nothing_written(world):
        answer = await _update(world, tenant, person, person.email, role="USER_MANAGER")

    assert refusal(answer) == ACCESS_DENIED


async def test_a_stranger_changes_nobody_and_learns_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    async with nothing_written(world):
        foreign = await _update(world, tenant, stranger, manager.email)
        absent = await _update(world, tenant, stranger, manager.email, groupName="nowhere")

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent


async def test_nobody_who_has_not_signed_in_changes_anybody(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await _update(world, tenant, None, manager.email)

    assert refusal(answer) == LOGIN_REQUIRED


@pytest.mark.parametrize(
    ("responsibility", "told"),
    [
        ("", ("Exception - Invalid field length in form", "INVALID")),
        ("r" * 51, ("Exception - Invalid field length in form", "INVALID")),
        (" ", ("Exception - Field cannot fill with blank characters", "INVALID")),
        ("a-b", ("Exception - Invalid field in form", "INVALID")),
    ],
)
async def test_bad_input_is_refused(world: World, responsibility: str, told: Refusal) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.USER))

    async with nothing_written(world):
        answer = await _update(world, tenant, manager, person.email, responsibility=responsibility)

    assert refusal(answer) == told
