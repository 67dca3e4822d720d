"""Group.stakeholders."""

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from members import IN_GROUP, in_group
from people import Roles, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, refusal
from world import World

ADD_GROUP = """
mutation ($organizationName: String!) {
  addGroup(
    organizationName: $organizationName groupName: "newgroup" description: "Another"
    hasMachine: true hasSquad: true
  ) { success }
}
"""


async def test_members_are_listed_by_email(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    manager = await a_person(world, member_of(tenant), email="b@example.com")
    await a_person(world, member_of(tenant, GroupRole.HACKER), email="a@example.com")
    await a_person(world, member_of(other), email="c@example.com")
    outsider = Roles(organizations={tenant.organization.id: OrganizationRole.USER})
    await a_person(world, outsider, email="d@example.com")

    members = await in_group(world, tenant, manager)

    common = {
        "responsibility": "-",
        "invitationState": "REGISTERED",
        "firstLogin": "2026-03-02 09:30:00",
        "lastLogin": None,
    }
    assert list(members.values()) == [
        {"email": "a@example.com", "role": "hacker", **common},
        {"email": "b@example.com", "role": "user_manager", **common},
    ]


async def test_the_account_of_the_ci_agent_is_not_listed(world: World) -> None:
    tenant = await a_tenant(world)
    director = await a_person(
        world, member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    )
    await world.ask(ADD_GROUP, token=director.token, organizationName=tenant.organization.name)

    answer = await world.ask(IN_GROUP, token=director.token, name="newgroup")

    emails = [member["email"] for member in answer["group"]["stakeholders"]]
    assert emails == [director.email]


@pytest.mark.parametrize("role", sorted(set(GroupRole) - {GroupRole.ADMIN, GroupRole.CUSTOM}))
async def test_the_role_decides_who_sees_them(world: World, role: GroupRole) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))
    may = {"customer_manager", "reviewer", "user_manager", "vulnerability_manager"}

    answer = await world.ask(IN_GROUP, token=person.token, name=tenant.group.name)

    assert answer.data is not None
    assert (answer.data["group"]["stakeholders"] is not None) == (role in may)
    assert answer.messages == ([] if role in may else [ACCESS_DENIED[0]])


async def test_an_administrator_sees_them_and_is_none_of_them(world: World) -> None:
    tenant = await a_tenant(world)
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))

    assert await in_group(world, tenant, admin) == {}


async def test_a_stranger_learns_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    foreign = await world.ask(IN_GROUP, token=stranger.token, name=tenant.group.name)
    absent = await world.ask(IN_GROUP, token=stranger.token, name="nowhere")

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
