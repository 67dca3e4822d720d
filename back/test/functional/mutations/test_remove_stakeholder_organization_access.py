"""removeStakeholderOrganizationAccess."""

import asyncio
from dataclasses import replace

import pytest

from db_model.access.add import group_access_added
from db_model.access.types import GroupRole, OrganizationRole
from db_model.groups.add import added as group_added
from db_model.groups.types import GroupStatus
from db_model.types import GroupName
from groups.domain import member
from invitations import links_to, visit
from members import ENTERED, REACHED, roles_in_group, roles_in_organization
from people import BUILDER, Person, Roles, Tenant, a_person, a_tenant, member_of
from populations import put
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from stakeholders.domain import GROUPS_A_COMMIT
from store.counting import counting
from store.types import Write
from world import Answer, World

REMOVE = """
mutation ($organizationId: String! $userEmail: String!) {
  removeStakeholderOrganizationAccess(organizationId: $organizationId userEmail: $userEmail) {
    success
  }
}
"""
GRANT = """
mutation ($groupName: String! $email: String!) {
  grantStakeholderAccess(email: $email groupName: $groupName role: USER) { success }
}
"""
LAST = ("Exception - An organization needs a manager, and there is no other one", "CONFLICT")
LAST_OF_GROUP = ("Exception - A group needs a manager, and there is no other one", "CONFLICT")
MANAGER = OrganizationRole.USER_MANAGER


async def _remove(
    world: World, tenant: Tenant, person: Person | None, email: str, **given: object
) -> Answer:
    variables: dict[str, object] = {"organizationId": tenant.organization.id, "userEmail": email}
    token = person.token if person else None
    return await world.ask(REMOVE, token=token, **(variables | given))


async def _director(world: World, tenant: Tenant) -> Person:
    return await a_person(world, member_of(tenant, GroupRole.USER_MANAGER, MANAGER))


async def _in_many_groups(world: World, tenant: Tenant, number: int) -> Person:
    """Return a member who manages ``number`` further groups, each with another manager too."""
    person = await a_person(
        world, Roles(organizations={tenant.organization.id: OrganizationRole.USER})
    )
    other = await a_person(world)
    writes: list[Write] = []
    for each in range(number):
        group = replace(tenant.group, name=GroupName(f"further{each:03d}"))
        writes.extend(group_added(group))
        for email in (person.email, other.email):
            access = member(group, email, GroupRole.USER_MANAGER, by=BUILDER)
            writes.extend(group_access_added(access))
    await put(world, writes)
    return person


async def test_who_is_removed_is_in_none_of_it_on_the_very_next_request(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    director = await _director(world, tenant)
    person = await a_person(
        world,
        Roles(
            organizations={
                tenant.organization.id: MANAGER,
                other.organization.id: OrganizationRole.USER,
            },
            groups={
                tenant.group.name: GroupRole.USER_MANAGER,
                other.group.name: GroupRole.HACKER,
            },
        ),
    )

    answer = await _remove(world, tenant, director, f" {person.email.upper()}")

    entered = await world.ask(ENTERED, token=person.token, id=tenant.organization.id)
    reached = await world.ask(REACHED, token=person.token, name=tenant.group.name)
    elsewhere = await world.ask(REACHED, token=person.token, name=other.group.name)
    assert answer["removeStakeholderOrganizationAccess"] == {"success": True}
    assert refusal(entered) == ACCESS_DENIED
    assert refusal(reached) == ACCESS_DENIED
    assert elsewhere["group"] == {"userRole": "hacker"}
    assert await roles_in_group(world, tenant, director) == {director.email: "user_manager"}
    assert await roles_in_organization(world, tenant, director) == {director.email: "user_manager"}


async def test_it_is_one_commit_and_the_history_stays(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    before = await world.contents()

    await _remove(world, tenant, director, person.email)

    after = await world.contents()
    gone = sorted(before[key].kind for key in before.keys() - after.keys())
    made = sorted(after[key].kind for key in after.keys() - before.keys())
    assert gone == [
        "api-token",
        "group-access",
        "organization-access",
        "stakeholder",
        "token-owner",
    ]
    assert made == [
        "context",
        "group-access-entry",
        "organization-access-entry",
        "stakeholder-end",
    ]


async def test_many_groups_are_left_in_parts_of_one_commit_each(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    person = await _in_many_groups(world, tenant, 2 * GROUPS_A_COMMIT + 1)
    await world.ask("{ me { role } }", token=director.token)  # records the token's use

    with counting() as spent:
        answer = await _remove(world, tenant, director, person.email)

    kinds = {item.kind for key, item in (await world.contents()).items() if person.email in key.pk}
    assert answer["removeStakeholderOrganizationAccess"] == {"success": True}
    assert spent.commits == 3
    assert "group-access" not in kinds
    assert "organization-access" not in kinds
    assert "stakeholder" not in kinds
    assert "api-token" not in kinds


async def test_the_last_manager_stays(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await _remove(world, tenant, director, director.email)

    assert refusal(answer) == LAST


async def test_the_last_manager_of_any_group_of_it_stays(world: World) -> None:
    tenant = await a_tenant(world)
    director = await a_person(world, Roles(organizations={tenant.organization.id: MANAGER}))
    manager = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await _remove(world, tenant, director, manager.email)

    assert refusal(answer) == LAST_OF_GROUP


async def test_a_removed_group_needs_no_manager(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    state = replace(tenant.group.state, status=GroupStatus.DELETED)
    await put(world, [*group_added(replace(tenant.group, name=GroupName("gone"), state=state))])
    person = await a_person(
        world,
        Roles(
            organizations={tenant.organization.id: OrganizationRole.USER},
            groups={GroupName("gone"): GroupRole.USER_MANAGER},
        ),
    )

    answer = await _remove(world, tenant, director, person.email)

    assert answer["removeStakeholderOrganizationAccess"] == {"success": True}


async def test_of_two_managers_who_remove_each_other_at_once_one_stays(world: World) -> None:
    tenant = await a_tenant(world)
    ada, eve = [
        await a_person(world, Roles(organizations={tenant.organization.id: MANAGER}))
        for _ in range(2)
    ]

    answers = await asyncio.gather(
        _remove(world, tenant, ada, eve.email), _remove(world, tenant, eve, ada.email)
    )

    entered = [
        await world.ask(ENTERED, token=person.token, id=tenant.organization.id)
        for person in (ada, eve)
    ]
    assert sorted(answer.messages for answer in answers) == [[], [LAST[0]]]
    assert sorted(len(answer.errors) for answer in entered) == [0, 1]


async def test_who_is_let_into_a_group_meanwhile_is_in_none_or_in_the_organization_too(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(
        world, Roles(organizations={tenant.organization.id: OrganizationRole.USER})
    )

    await world.ask(GRANT, token=manager.token, groupName=tenant.group.name, email=person.email)
    links = await links_to(world, person.email)

    await asyncio.gather(
        _remove(world, tenant, director, person.email),
        visit(world, links.confirm, method="POST"),
    )

    in_group = person.email in await roles_in_group(world, tenant, director)
    in_organization = person.email in await roles_in_organization(world, tenant, director)
    assert in_group == in_organization


async def test_who_is_no_member_is_as_absent_as_who_never_was(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    outsider = await a_person(world, member_of(await a_tenant(world, name="evil")))
    agent = await a_person(
        world,
        member_of(tenant, GroupRole.SERVICE_FORCES),
        email=f"forces.{tenant.group.name}@integrates.local",
    )

    async with nothing_written(world):
        answers = [
            await _remove(world, tenant, director, email)
            for email in (outsider.email, agent.email, "nobody@example.com")
        ]

    assert [refusal(answer) for answer in answers] == [ACCESS_DENIED] * 3


async def test_a_member_who_manages_nothing_removes_nobody(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    person = await a_person(world, member_of(tenant, GroupRole.USER_MANAGER))

    async with nothing_written(world):
        answer = await _remove(world, tenant, person, director.email)

    assert refusal(answer) == ACCESS_DENIED


async def test_a_stranger_removes_nobody_and_learns_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    stranger = await _director(world, await a_tenant(world, name="evil"))

    async with nothing_written(world):
        foreign = await _remove(world, tenant, stranger, director.email)
        absent = await _remove(
            world, tenant, stranger, director.email, organizationId="ORG#nowhere"
        )

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent


async def test_nobody_who_has_not_signed_in_removes_anybody(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)

    async with nothing_written(world):
        answer = await _remove(world, tenant, None, director.email)

    assert refusal(answer) == LOGIN_REQUIRED


@pytest.mark.parametrize("email", ["", " ", "USR#x@example.com", "%23", "\x00", "é" * 2000])
async def test_an_odd_email_leads_to_nobody(world: World, email: str) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    await a_person(world, member_of(tenant), email="x@example.com")

    async with nothing_written(world):
        answer = await _remove(world, tenant, director, email)

    assert refusal(answer) == ACCESS_DENIED
