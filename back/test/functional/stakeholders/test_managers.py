"""Customer managers of an organization are let into its groups: all of them, each once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cutting import At, Cut, Watched, cut_at
from db_model.access.types import GroupRole, OrganizationRole
from db_model.groups.add import added as group_added
from db_model.groups.types import GroupStatus
from db_model.types import Email, GroupName
from invitations import accepted
from jobs.rules import run_of
from jobs_by_hand import held_before, let_go
from members import roles_in_group
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from populations import put
from stakeholders.domain import ADMIT, ENTER, SEATS_A_COMMIT, admit_managers, entering
from stakeholders.domain import enter_groups as enter
from store.requests import RequestStore
from store.types import Write
from world import World

CM = OrganizationRole.CUSTOMER_MANAGER
MORE = 2 * SEATS_A_COMMIT  # with that of the tenant, two chunks and one
_SEAT = """
mutation ($organizationId: String! $email: String! $role: OrganizationRole!) {
  %s(organizationId: $organizationId userEmail: $email role: $role) { success }
}
"""
GRANT = _SEAT % "grantStakeholderOrganizationAccess"
UPDATE = _SEAT % "updateOrganizationStakeholder"
ADD_GROUP = """
mutation ($organizationName: String!) {
  addGroup(
    organizationName: $organizationName groupName: "secondgroup" description: "Another"
    hasMachine: true hasSquad: true
  ) { success }
}
"""
LEAVE = """
mutation ($groupName: String! $email: String!) {
  removeStakeholderAccess(groupName: $groupName userEmail: $email) { success }
}
"""


async def _seated(
    world: World, mutation: str, tenant: Tenant, by: Person, email: str, role: str
) -> None:
    id_ = tenant.organization.id
    answer = await world.ask(mutation, token=by.token, organizationId=id_, email=email, role=role)
    assert answer.messages == []
    if mutation == GRANT:
        await accepted(world, email)


async def _left(world: World, tenant: Tenant, by: Person, email: str) -> None:
    name = tenant.group.name
    answer = await world.ask(LEAVE, token=by.token, groupName=name, email=email)
    assert answer.messages == []


def _director_of(tenant: Tenant) -> Roles:
    return member_of(tenant, GroupRole.USER_MANAGER, CM)


def _manager_of(tenant: Tenant) -> Roles:
    return Roles(organizations={tenant.organization.id: CM})


async def _further_groups(world: World, tenant: Tenant, number: int) -> None:
    writes: list[Write] = []
    for each in range(number):
        group = replace(tenant.group, name=GroupName(f"further{each:03d}"))
        writes.extend(group_added(group))
    await put(world, writes)


async def _groups_of(world: World, email: Email) -> set[str]:
    keys = {key for key in await world.contents() if key.pk == f"USR#{email}"}
    return {key.sk.removeprefix("GRP#") for key in keys if key.sk.startswith("GRP#")}


@pytest.mark.parametrize("mutation", [GRANT, UPDATE])
async def test_who_is_made_one_is_let_into_each_active_group_of_the_organization(
    world: World, mutation: str
) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    director = await a_person(world, _director_of(tenant))
    await _further_groups(world, tenant, MORE)
    state = replace(tenant.group.state, status=GroupStatus.DELETED)
    await put(world, [*group_added(replace(tenant.group, name=GroupName("gone"), state=state))])
    was = OrganizationRole.USER
    roles = Roles(organizations={(tenant if mutation == UPDATE else other).organization.id: was})
    person = await a_person(world, roles)

    await _seated(world, mutation, tenant, director, person.email, "CUSTOMER_MANAGER")

    entered = await _groups_of(world, person.email)
    roles_there = await roles_in_group(world, tenant, director)
    assert entered == {tenant.group.name, *(f"further{each:03d}" for each in range(MORE))}
    assert roles_there[person.email] == "customer_manager"


async def test_who_has_a_role_in_a_group_keeps_it(world: World) -> None:
    tenant = await a_tenant(world)
    director = await a_person(world, _director_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.REVIEWER))

    await _seated(world, UPDATE, tenant, director, person.email, "CUSTOMER_MANAGER")

    await world.contents()
    assert (await roles_in_group(world, tenant, director))[person.email] == "reviewer"


async def test_another_role_in_the_organization_lets_nobody_into_a_group(world: World) -> None:
    tenant = await a_tenant(world)
    director = await a_person(world, _director_of(tenant))

    await _seated(world, GRANT, tenant, director, "new@example.com", "USER_MANAGER")

    assert await _groups_of(world, Email("new@example.com")) == set()


async def test_a_new_group_lets_all_of_them_in(world: World) -> None:
    tenant = await a_tenant(world)
    director = await a_person(world, _director_of(tenant))
    plain = await a_person(
        world, Roles(organizations={tenant.organization.id: OrganizationRole.USER})
    )
    managers = [await a_person(world, _manager_of(tenant)) for _ in range(MORE + 1)]

    await world.ask(ADD_GROUP, token=director.token, organizationName=tenant.organization.name)

    for manager in managers:
        assert await _groups_of(world, manager.email) == {"secondgroup"}
    assert await _groups_of(world, plain.email) == set()


@pytest.mark.parametrize("commits", [1, 2, 3])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("kind", [ENTER, ADMIT])
async def test_cut_off_at_any_commit_it_ends_the_same(
    world: World, moment: str, commits: int, kind: str
) -> None:
    tenant = await a_tenant(world)
    people = [
        await a_person(world, _manager_of(tenant)) for _ in range(MORE + 1 if kind == ADMIT else 1)
    ]
    if kind == ENTER:
        await _further_groups(world, tenant, MORE)
    subject = entering(tenant.organization.id, people[0].email)
    held = await held_before(world, kind, subject if kind == ENTER else tenant.group.name)
    watched = cut_at(world.store, moment, commit=commits)
    handle = enter if kind == ENTER else admit_managers

    with pytest.raises(Cut):
        await handle(RequestStore(watched), run_of(held), at=world.clock())
    for _ in range(2):
        await handle(RequestStore(world.store), run_of(held), at=world.clock())
    await let_go(world, held)

    kinds = [item.kind for item in (await world.contents()).values()]
    assert kinds.count("group-access") == MORE + 1
    assert kinds.count("group-access-entry") == MORE + 1


async def test_who_was_removed_from_a_group_since_is_not_let_in_again(world: World) -> None:
    tenant = await a_tenant(world)
    director = await a_person(world, _director_of(tenant))
    await _seated(world, GRANT, tenant, director, "new@example.com", "CUSTOMER_MANAGER")
    email = Email("new@example.com")
    assert await _groups_of(world, email) == {tenant.group.name}
    await _left(world, tenant, director, email)

    world.clock.advance(timedelta(hours=1))  # the group is looked through once more

    assert await _groups_of(world, email) == set()
    await _seated(world, UPDATE, tenant, director, email, "CUSTOMER_MANAGER")
    assert await _groups_of(world, email) == {tenant.group.name}


async def test_who_is_one_no_more_meanwhile_is_let_in_no_further(world: World) -> None:
    tenant = await a_tenant(world)
    director = await a_person(world, _director_of(tenant))
    person = await a_person(world, _manager_of(tenant))
    await _further_groups(world, tenant, MORE)
    subject = entering(tenant.organization.id, person.email)
    held = await held_before(world, ENTER, subject)
    demoted = At(2, lambda: _seated(world, UPDATE, tenant, director, person.email, "USER_MANAGER"))

    watched = Watched(world.store, meanwhile=demoted)
    await enter(RequestStore(watched), run_of(held), at=world.clock())
    await let_go(world, held)

    assert len(await _groups_of(world, person.email)) == SEATS_A_COMMIT


async def test_a_group_that_was_not_listed_in_time_is_entered_later(world: World) -> None:
    tenant = await a_tenant(world)
    director = await a_person(world, _director_of(tenant))
    await _seated(world, GRANT, tenant, director, "new@example.com", "CUSTOMER_MANAGER")
    await world.contents()
    await _further_groups(world, tenant, 1)

    world.clock.advance(timedelta(hours=1))

    entered = await _groups_of(world, Email("new@example.com"))
    assert entered == {tenant.group.name, "further000"}
