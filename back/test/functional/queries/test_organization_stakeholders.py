"""Organization.stakeholders."""

import pytest

from db_model.access.types import OrganizationRole
from members import IN_ORGANIZATION, in_organization
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


async def test_members_are_listed_by_email_without_accounts_of_ci_agents(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    director = await a_person(
        world,
        Roles(organizations={tenant.organization.id: OrganizationRole.USER_MANAGER}),
        email="b@example.com",
    )
    await a_person(world, member_of(tenant), email="a@example.com")
    await a_person(world, member_of(other), email="c@example.com")
    await world.ask(ADD_GROUP, token=director.token, organizationName=tenant.organization.name)

    members = await in_organization(world, tenant, director)

    common = {
        "responsibility": None,
        "invitationState": "REGISTERED",
        "firstLogin": "2026-03-02 09:30:00",
        "lastLogin": None,
    }
    assert list(members.values()) == [
        {"email": "a@example.com", "role": "user", **common},
        {"email": "b@example.com", "role": "user_manager", **common},
    ]


@pytest.mark.parametrize(
    "role", sorted(set(OrganizationRole) - {OrganizationRole.ADMIN, OrganizationRole.CUSTOM})
)
async def test_the_role_decides_who_sees_them(world: World, role: OrganizationRole) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, Roles(organizations={tenant.organization.id: role}))
    may = {"customer_manager", "user_manager"}

    answer = await world.ask(IN_ORGANIZATION, token=person.token, id=tenant.organization.id)

    assert answer.data is not None
    assert (answer.data["organization"]["stakeholders"] is not None) == (role in may)
    assert answer.messages == ([] if role in may else [ACCESS_DENIED[0]])


async def test_a_stranger_learns_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    foreign = await world.ask(IN_ORGANIZATION, token=stranger.token, id=tenant.organization.id)
    absent = await world.ask(IN_ORGANIZATION, token=stranger.token, id="ORG#nowhere")

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
