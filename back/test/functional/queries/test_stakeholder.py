"""stakeholder, asked of a group or an organization, and Stakeholder.groups."""

from typing import Final

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, refusal
from world import Answer, World

STAKEHOLDER: Final = """
query ($entity: StakeholderEntity! $group: String $organization: String $email: String!) {
  stakeholder(
    entity: $entity groupName: $group organizationId: $organization userEmail: $email
  ) { email role responsibility firstLogin lastLogin invitationState groups { name } }
}
"""
NOT_FOUND: Final = ("Access denied or stakeholder not found", "NOT_FOUND")
ADD_GROUP: Final = """
mutation ($organizationName: String!) {
  addGroup(
    organizationName: $organizationName groupName: "newgroup" description: "Another"
    hasMachine: true hasSquad: true
  ) { success }
}
"""
ENTITIES = pytest.mark.parametrize("entity", ["GROUP", "ORGANIZATION"])


async def _asked(
    world: World, tenant: Tenant, person: Person, entity: str, email: str, **instead: str | None
) -> Answer:
    given = {"group": tenant.group.name, "organization": tenant.organization.id} | instead
    return await world.ask(STAKEHOLDER, token=person.token, entity=entity, email=email, **given)


async def test_a_manager_is_shown_a_member_of_the_group(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    await a_person(world, member_of(tenant, GroupRole.HACKER), email="a@example.com")

    answer = await _asked(world, tenant, manager, "GROUP", " A@Example.com", organization=None)

    assert answer["stakeholder"] == {
        "email": "a@example.com",
        "role": "hacker",
        "responsibility": "-",
        "firstLogin": "2026-03-02 09:30:00",
        "lastLogin": None,
        "invitationState": "REGISTERED",
        "groups": [{"name": "acmegroup"}],
    }


async def test_a_manager_is_shown_a_member_of_the_organization(world: World) -> None:
    tenant = await a_tenant(world)
    director = await a_person(
        world, member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    )
    await a_person(world, member_of(tenant, GroupRole.HACKER), email="a@example.com")

    answer = await _asked(world, tenant, director, "ORGANIZATION", "a@example.com", group=None)

    member = answer["stakeholder"]
    assert (member["role"], member["responsibility"]) == ("user", None)
    assert member["groups"] == [{"name": "acmegroup"}]


@ENTITIES
async def test_who_is_no_member_is_as_absent_as_who_is_nobody(world: World, entity: str) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    manager = await a_person(
        world, member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    )
    elsewhere = await a_person(world, member_of(other))

    foreign = await _asked(world, tenant, manager, entity, elsewhere.email)
    absent = await _asked(world, tenant, manager, entity, "nobody@example.com")

    assert refusal(foreign) == NOT_FOUND
    assert foreign == absent


async def test_the_account_of_the_ci_agent_is_not_found(world: World) -> None:
    tenant = await a_tenant(world)
    director = await a_person(
        world, member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    )
    await world.ask(ADD_GROUP, token=director.token, organizationName=tenant.organization.name)
    account = "forces.newgroup@integrates.local"
    stored = await world.contents()
    assert any(account in key.pk for key in stored)

    answer = await _asked(world, tenant, director, "GROUP", account, group="newgroup")

    assert refusal(answer) == NOT_FOUND


@pytest.mark.parametrize("role", sorted(set(GroupRole) - {GroupRole.ADMIN, GroupRole.CUSTOM}))
async def test_the_role_in_the_group_decides_who_is_shown_its_members(
    world: World, role: GroupRole
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))
    may = {"customer_manager", "reviewer", "user_manager", "vulnerability_manager"}

    answer = await _asked(world, tenant, person, "GROUP", person.email)

    if role in may:
        assert answer["stakeholder"]["role"] == role
    else:
        assert refusal(answer) == ACCESS_DENIED


@pytest.mark.parametrize(
    "role", sorted(set(OrganizationRole) - {OrganizationRole.ADMIN, OrganizationRole.CUSTOM})
)
async def test_the_role_in_the_organization_decides_who_is_shown_its_members(
    world: World, role: OrganizationRole
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, organization_role=role))

    answer = await _asked(world, tenant, person, "ORGANIZATION", person.email)

    if role is OrganizationRole.USER:
        assert refusal(answer) == ACCESS_DENIED
    else:
        assert answer["stakeholder"]["role"] == role


@ENTITIES
async def test_a_stranger_learns_nothing(world: World, entity: str) -> None:
    tenant = await a_tenant(world)
    member = await a_person(world, member_of(tenant))
    evil = await a_tenant(world, name="evil")
    stranger = await a_person(
        world, member_of(evil, organization_role=OrganizationRole.USER_MANAGER)
    )
    nothing = {"group": "nothing", "organization": "nothing"}

    foreign = await _asked(world, tenant, stranger, entity, member.email)
    absent = await _asked(world, tenant, stranger, entity, "nobody@example.com")
    nowhere = await _asked(world, tenant, stranger, entity, member.email, **nothing)

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent == nowhere


@ENTITIES
@pytest.mark.parametrize("odd", [None, "", " ", "#", "ORG#", "GRP#acmegroup", "\x00"])
async def test_nothing_is_named_that_is_not_there(
    world: World, entity: str, odd: str | None
) -> None:
    tenant = await a_tenant(world)
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))

    answer = await _asked(world, tenant, admin, entity, admin.email, group=odd, organization=odd)

    assert refusal(answer) == ACCESS_DENIED


async def test_only_groups_whose_members_the_caller_may_see_are_told(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    manager = await a_person(world, member_of(tenant))
    user = await a_person(
        world,
        Roles(
            organizations=member_of(tenant).organizations,
            groups={tenant.group.name: GroupRole.REVIEWER, other.group.name: GroupRole.USER},
        ),
    )
    in_both = Roles(
        organizations=member_of(tenant).organizations,
        groups={**member_of(tenant).groups, **member_of(other).groups},
    )
    both = await a_person(world, in_both)
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))

    told = [
        (await _asked(world, tenant, each, "GROUP", both.email))["stakeholder"]["groups"]
        for each in (manager, user, both, admin)
    ]

    own, everything = [{"name": "acmegroup"}], [{"name": "acmegroup"}, {"name": "evilgroup"}]
    assert told == [own, own, everything, everything]
