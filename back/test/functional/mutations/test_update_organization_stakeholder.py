"""updateOrganizationStakeholder."""

import asyncio

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from members import ENTERED, roles_in_organization
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from world import Answer, World

UPDATE = """
mutation ($organizationId: String! $role: OrganizationRole! $userEmail: String!) {
  updateOrganizationStakeholder(
    organizationId: $organizationId role: $role userEmail: $userEmail
  ) { success modifiedStakeholder { email role responsibility invitationState } }
}
"""
NOT_FOUND = ("Access denied or stakeholder not found", "NOT_FOUND")
LAST = ("Exception - An organization needs a manager, and there is no other one", "CONFLICT")
MANAGER = OrganizationRole.USER_MANAGER


async def _update(
    world: World, tenant: Tenant, person: Person | None, email: str, **given: object
) -> Answer:
    variables: dict[str, object] = {
        "organizationId": tenant.organization.id,
        "role": "USER",
        "userEmail": email,
    }
    token = person.token if person else None
    return await world.ask(UPDATE, token=token, **(variables | given))


async def _member(world: World, tenant: Tenant, role: OrganizationRole = MANAGER) -> Person:
    return await a_person(world, Roles(organizations={tenant.organization.id: role}))


async def test_a_member_gets_another_role_that_counts_on_the_next_request(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _member(world, tenant)
    person = await _member(world, tenant, OrganizationRole.USER)

    answer = await _update(world, tenant, director, person.email.upper(), role="USER_MANAGER")

    entered = await world.ask(ENTERED, token=person.token, id=tenant.organization.id)
    roles = await roles_in_organization(world, tenant, person)
    assert answer["updateOrganizationStakeholder"] == {
        "success": True,
        "modifiedStakeholder": {
            "email": person.email,
            "role": "user_manager",
            "responsibility": None,
            "invitationState": "REGISTERED",
        },
    }
    assert entered["organization"] == {"userRole": "user_manager"}
    assert roles == {director.email: "user_manager", person.email: "user_manager"}


async def test_a_role_that_the_caller_may_not_grant_is_refused(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _member(world, tenant)
    customers = await _member(world, tenant, OrganizationRole.CUSTOMER_MANAGER)
    person = await _member(world, tenant, OrganizationRole.USER)

    async with nothing_written(world):
        answers = [
            await _update(world, tenant, director, person.email, role="CUSTOMER_MANAGER"),
            await _update(world, tenant, customers, person.email, role="USER"),
        ]

    told = "Invalid role or not enough permissions to grant role: "
    assert [refusal(answer) for answer in answers] == [
        (f"{told}customer_manager", "ACCESS_DENIED"),
        (f"{told}user", "ACCESS_DENIED"),
    ]


async def test_the_last_manager_stays_one_whoever_asks(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _member(world, tenant)
    await _member(world, tenant, OrganizationRole.USER)
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))

    async with nothing_written(world):
        answers = [
            await _update(world, tenant, person, director.email) for person in (director, admin)
        ]

    assert [refusal(answer) for answer in answers] == [LAST] * 2


async def test_two_managers_who_step_down_at_once_do_not_both(world: World) -> None:
    tenant = await a_tenant(world)
    people = [await _member(world, tenant) for _ in range(2)]

    answers = await asyncio.gather(
        *(_update(world, tenant, person, person.email) for person in people)
    )

    assert sorted(answer.messages for answer in answers) == [[], [LAST[0]]]


async def test_who_is_no_member_is_not_found(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _member(world, tenant)
    outsider = await a_person(world, member_of(await a_tenant(world, name="evil")))
    agent = await a_person(
        world,
        member_of(tenant, GroupRole.SERVICE_FORCES),
        email=f"forces.{tenant.group.name}@integrates.local",
    )

    async with nothing_written(world):
        answers = [
            await _update(world, tenant, director, email)
            for email in (outsider.email, agent.email, "nobody@example.com", "", "ORG#x")
        ]

    assert [refusal(answer) for answer in answers] == [NOT_FOUND] * 5


async def test_a_member_who_manages_nothing_changes_nobody(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.USER_MANAGER))

    async with nothing_written(world):
        answer = await _update(world, tenant, person, person.email, role="USER_MANAGER")

    assert refusal(answer) == ACCESS_DENIED


async def test_a_stranger_changes_nobody_and_learns_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _member(world, tenant)
    stranger = await _member(world, await a_tenant(world, name="evil"))

    async with nothing_written(world):
        foreign = await _update(world, tenant, stranger, director.email)
        absent = await _update(
            world, tenant, stranger, director.email, organizationId="ORG#nowhere"
        )

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent


async def test_nobody_who_has_not_signed_in_changes_anybody(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _member(world, tenant)

    async with nothing_written(world):
        answer = await _update(world, tenant, None, director.email)

    assert refusal(answer) == LOGIN_REQUIRED


@pytest.mark.parametrize("role", ["ADMIN", "HACKER", "user"])
async def test_bad_input_is_refused(world: World, role: str) -> None:
    tenant = await a_tenant(world)
    director = await _member(world, tenant)

    async with nothing_written(world):
        answer = await _update(world, tenant, director, director.email, role=role)

    assert answer.data is None
    assert answer.codes == ["INVALID"]
