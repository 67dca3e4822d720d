"""organization and organizationId, with all their fields."""

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from people import Roles, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, refusal
from world import World

FIELDS = """
  id name country userRole permissions inactivityPeriod maxAcceptanceDays maxAcceptanceSeverity
  maxNumberAcceptances minAcceptanceSeverity minBreakingSeverity vulnerabilityGracePeriod
  groups { name userRole }
"""
BY_ID = f"query ($given: String!) {{ found: organization(organizationId: $given) {{ {FIELDS} }} }}"
BY_NAME = (
    f"query ($given: String!) {{ found: organizationId(organizationName: $given) {{ {FIELDS} }} }}"
)
FINDING_POLICY = "api_mutations_add_organization_finding_policy_mutate"
SUBMIT_POLICY = "api_mutations_submit_organization_finding_policy_mutate"
ANALYTICS = "api_resolvers_organization_analytics_resolve"
ROLES = "api_resolvers_organization_roles_resolve"
READ = "api_resolvers_query_organization_resolve"


async def test_a_member_is_shown_all_of_it(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.USER))

    by_id = await world.ask(BY_ID, token=person.token, given=tenant.organization.id)
    by_name = await world.ask(BY_NAME, token=person.token, given=" ACME ")

    assert by_id["found"] == by_name["found"]
    assert by_id["found"] == {
        "id": tenant.organization.id,
        "name": "acme",
        "country": "Colombia",
        "userRole": "user",
        "permissions": [FINDING_POLICY, SUBMIT_POLICY, ANALYTICS, ROLES, READ],
        "inactivityPeriod": 90,
        "maxAcceptanceDays": None,
        "maxAcceptanceSeverity": 10.0,
        "maxNumberAcceptances": None,
        "minAcceptanceSeverity": 0.0,
        "minBreakingSeverity": None,
        "vulnerabilityGracePeriod": 0,
        "groups": [{"name": "acmegroup", "userRole": "user"}],
    }


async def test_only_groups_in_which_the_caller_has_a_role_are_listed(world: World) -> None:
    tenant = await a_tenant(world)
    roles = Roles(organizations={tenant.organization.id: OrganizationRole.USER_MANAGER})
    person = await a_person(world, roles)

    answer = await world.ask(BY_ID, token=person.token, given=tenant.organization.id)

    assert answer["found"]["groups"] == []


async def test_an_administrator_is_one_everywhere(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, Roles(platform=PlatformRole.ADMIN))

    answer = await world.ask(BY_ID, token=person.token, given=tenant.organization.id)

    assert answer["found"]["userRole"] == "admin"
    assert answer["found"]["groups"] == [{"name": "acmegroup", "userRole": "admin"}]


@pytest.mark.parametrize("query", [BY_ID, BY_NAME])
async def test_a_stranger_learns_nothing(world: World, query: str) -> None:
    tenant = await a_tenant(world)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))
    given = tenant.organization.id if query == BY_ID else tenant.organization.name

    foreign = await world.ask(query, token=stranger.token, given=given)
    absent = await world.ask(query, token=stranger.token, given="nowhere")

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
