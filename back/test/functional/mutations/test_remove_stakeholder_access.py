"""removeStakeholderAccess."""

import asyncio

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from db_model.types import GroupName
from members import ENTERED, REACHED, roles_in_group
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from world import Answer, World

REMOVE = """
mutation ($groupName: String $userEmail: String!) {
  removeStakeholderAccess(groupName: $groupName userEmail: $userEmail) { success removedEmail }
}
"""
ADD_GROUP = """
mutation ($organizationName: String!) {
  addGroup(
    organizationName: $organizationName groupName: "secondgroup" description: "Another"
    hasMachine: true hasSquad: true
  ) { success }
}
"""
LAST = ("Exception - A group needs a manager, and there is no other one", "CONFLICT")


async def _remove(
    world: World, tenant: Tenant, person: Person | None, email: str, **given: object
) -> Answer:
    variables: dict[str, object] = {"groupName": tenant.group.name, "userEmail": email}
    token = person.token if person else None
    return await world.ask(REMOVE, token=token, **(variables | given))


async def test_who_is_removed_is_a_member_no_more_on_the_very_next_request(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    before = await world.ask(REACHED, token=person.token, name=tenant.group.name)

    answer = await _remove(world, tenant, manager, f" {person.email.upper()}")

    reached = await world.ask(REACHED, token=person.token, name=tenant.group.name)
    assert before["group"] == {"userRole": "user"}
    assert answer["removeStakeholderAccess"] == {"success": True, "removedEmail": person.email}
    assert refusal(reached) == LOGIN_REQUIRED
    assert await roles_in_group(world, tenant, manager) == {manager.email: "user_manager"}


async def test_who_is_left_in_another_organization_is_a_person_there_still(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    manager = await a_person(world, member_of(tenant))
    person = await a_person(
        world,
        Roles(
            organizations={
                tenant.organization.id: OrganizationRole.USER,
                other.organization.id: OrganizationRole.USER,
            },
            groups={tenant.group.name: GroupRole.USER},
        ),
    )

    await _remove(world, tenant, manager, person.email)

    me = await world.ask("{ me { role organizations { name } } }", token=person.token)
    assert me["me"] == {"role": "user", "organizations": [{"name": "evil"}]}


async def test_it_is_one_commit_and_the_history_stays(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    before = await world.contents()

    await _remove(world, tenant, manager, person.email)

    after = await world.contents()
    gone = sorted(before[key].kind for key in before.keys() - after.keys())
    made = [after[key] for key in after.keys() - before.keys()]
    ends = [item for item in made if item.kind.endswith("-entry")]
    assert gone == [
        "api-token",
        "group-access",
        "organization-access",
        "stakeholder",
        "token-owner",
    ]
    assert sorted(item.kind for item in made) == [
        "context",
        "group-access-entry",
        "organization-access-entry",
        "stakeholder-end",
    ]
    assert all(b'"has_access":false' in item.body for item in ends)
    assert all(f'"granted_by":"{manager.email}"'.encode() in item.body for item in ends)


async def test_who_is_in_another_group_of_the_organization_stays_in_it(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(
        world, member_of(tenant, GroupRole.USER_MANAGER, OrganizationRole.USER_MANAGER)
    )
    other = await a_person(world, member_of(tenant))
    await world.ask(ADD_GROUP, token=manager.token, organizationName=tenant.organization.name)
    person = await a_person(
        world,
        Roles(
            organizations={tenant.organization.id: OrganizationRole.USER},
            groups={
                tenant.group.name: GroupRole.USER,
                GroupName("secondgroup"): GroupRole.USER,
            },
        ),
    )

    await _remove(world, tenant, other, person.email)

    entered = await world.ask(ENTERED, token=person.token, id=tenant.organization.id)
    reached = await world.ask(REACHED, token=person.token, name="secondgroup")
    assert entered["organization"] == {"userRole": "user"}
    assert reached["group"] == {"userRole": "user"}


async def test_a_group_of_another_organization_keeps_nobody_in_this_one(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    manager = await a_person(world, member_of(tenant))
    person = await a_person(
        world,
        Roles(
            organizations={
                tenant.organization.id: OrganizationRole.USER,
                other.organization.id: OrganizationRole.USER,
            },
            groups={tenant.group.name: GroupRole.USER, other.group.name: GroupRole.USER},
        ),
    )

    await _remove(world, tenant, manager, person.email)

    me = await world.ask("{ me { organizations { name } } }", token=person.token)
    assert me["me"] == {"organizations": [{"name": "evil"}]}


async def test_who_manages_the_organization_stays_in_it(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    director = await a_person(
        world, member_of(tenant, GroupRole.USER, OrganizationRole.USER_MANAGER)
    )

    await _remove(world, tenant, manager, director.email)

    entered = await world.ask(ENTERED, token=director.token, id=tenant.organization.id)
    assert entered["organization"] == {"userRole": "user_manager"}


async def test_the_last_manager_stays(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    await a_person(world, member_of(tenant, GroupRole.VULNERABILITY_MANAGER))

    async with nothing_written(world):
        answer = await _remove(world, tenant, manager, manager.email)

    assert refusal(answer) == LAST


async def test_of_two_managers_who_remove_each_other_at_once_one_stays(world: World) -> None:
    tenant = await a_tenant(world)
    ada, eve = [await a_person(world, member_of(tenant)) for _ in range(2)]

    answers = await asyncio.gather(
        _remove(world, tenant, ada, eve.email), _remove(world, tenant, eve, ada.email)
    )

    reached = [
        await world.ask(REACHED, token=person.token, name=tenant.group.name)
        for person in (ada, eve)
    ]
    assert sorted(answer.messages for answer in answers) == [[], [LAST[0]]]
    assert sorted(len(answer.errors) for answer in reached) == [0, 1]


async def test_who_is_no_member_is_as_absent_as_who_never_was(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    outsider = await a_person(world, member_of(await a_tenant(world, name="evil")))
    agent = await a_person(
        world,
        member_of(tenant, GroupRole.SERVICE_FORCES),
        email=f"forces.{tenant.group.name}@integrates.local",
    )

    async with nothing_written(world):
        answers = [
            await _remove(world, tenant, manager, email)
            for email in (outsider.email, agent.email, "nobody@example.com")
        ]

    assert [refusal(answer) for answer in answers] == [ACCESS_DENIED] * 3


async def test_who_was_removed_is_not_removed_again(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    await _remove(world, tenant, manager, person.email)

    async with nothing_written(world):
        answer = await _remove(world, tenant, manager, person.email)

    assert refusal(answer) == ACCESS_DENIED


async def test_a_member_who_manages_nothing_removes_nobody(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.REVIEWER))

    async with nothing_written(world):
        answer = await _remove(world, tenant, person, manager.email)

    assert refusal(answer) == ACCESS_DENIED


async def test_a_stranger_removes_nobody_and_learns_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    async with nothing_written(world):
        foreign = await _remove(world, tenant, stranger, manager.email)
        absent = await _remove(world, tenant, stranger, manager.email, groupName="nowhere")
        unnamed = await _remove(world, tenant, stranger, manager.email, groupName=None)

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent == unnamed


async def test_nobody_who_has_not_signed_in_removes_anybody(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await _remove(world, tenant, None, manager.email)

    assert refusal(answer) == LOGIN_REQUIRED


@pytest.mark.parametrize("email", ["", " ", "USR#x@example.com", "%23", "\x00", "é" * 2000])
async def test_an_odd_email_leads_to_nobody(world: World, email: str) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    await a_person(world, member_of(tenant), email="x@example.com")

    async with nothing_written(world):
        answer = await _remove(world, tenant, manager, email)

    assert refusal(answer) == ACCESS_DENIED
