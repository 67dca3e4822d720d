"""updateOrganizationPolicies."""

import pytest

from db_model.access.types import OrganizationRole
from db_model.stakeholders.types import PlatformRole
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal, nothing_written, refusal
from world import Answer, World

UPDATE = """
mutation (
  $organizationId: String! $organizationName: String! $inactivityPeriod: Int
  $maxAcceptanceDays: Int $maxAcceptanceSeverity: Float
  $maxNumberAcceptances: Int $minAcceptanceSeverity: Float $minBreakingSeverity: Float
  $vulnerabilityGracePeriod: Int
) {
  updateOrganizationPolicies(
    organizationId: $organizationId organizationName: $organizationName
    inactivityPeriod: $inactivityPeriod maxAcceptanceDays: $maxAcceptanceDays
    maxAcceptanceSeverity: $maxAcceptanceSeverity maxNumberAcceptances: $maxNumberAcceptances
    minAcceptanceSeverity: $minAcceptanceSeverity minBreakingSeverity: $minBreakingSeverity
    vulnerabilityGracePeriod: $vulnerabilityGracePeriod
  ) { success }
}
"""
READ = """
query ($id: String!) { organization(organizationId: $id) {
  maxAcceptanceDays maxAcceptanceSeverity maxNumberAcceptances minAcceptanceSeverity
  minBreakingSeverity vulnerabilityGracePeriod
  inactivityPeriod
  groups {
    maxAcceptanceDays maxAcceptanceSeverity maxNumberAcceptances minAcceptanceSeverity
    minBreakingSeverity vulnerabilityGracePeriod
  }
} }
"""
ALL = {
    "maxAcceptanceDays": 30,
    "maxAcceptanceSeverity": 8.5,
    "maxNumberAcceptances": 2,
    "minAcceptanceSeverity": 1.0,
    "minBreakingSeverity": 7.1,
    "vulnerabilityGracePeriod": 5,
}
MANAGER = OrganizationRole.USER_MANAGER


async def _update(world: World, tenant: Tenant, person: Person | None, **given: object) -> Answer:
    variables: dict[str, object] = {
        "organizationId": tenant.organization.id,
        "organizationName": tenant.organization.name,
    }
    token = person.token if person else None
    return await world.ask(UPDATE, token=token, **(variables | (given or ALL)))


async def _manager(world: World, tenant: Tenant) -> Person:
    return await a_person(world, member_of(tenant, organization_role=MANAGER))


async def _read(world: World, tenant: Tenant, person: Person) -> object:
    answer = await world.ask(READ, token=person.token, id=tenant.organization.id)
    return answer["organization"]


async def test_a_manager_changes_them_for_the_groups_too(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _manager(world, tenant)

    answer = await _update(
        world, tenant, person, **ALL, inactivityPeriod=21, organizationName=" ACME "
    )

    assert answer["updateOrganizationPolicies"] == {"success": True}
    assert await _read(world, tenant, person) == ALL | {"inactivityPeriod": 21, "groups": [ALL]}


async def test_an_administrator_changes_them_anywhere(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, Roles(platform=PlatformRole.ADMIN))

    answer = await _update(world, tenant, person)

    assert answer["updateOrganizationPolicies"] == {"success": True}


async def test_what_is_not_given_or_null_stays(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _manager(world, tenant)
    await _update(world, tenant, person, **ALL, inactivityPeriod=30)

    await _update(world, tenant, person, maxNumberAcceptances=0, inactivityPeriod=None)

    now = ALL | {"maxNumberAcceptances": 0}
    assert await _read(world, tenant, person) == now | {"inactivityPeriod": 30, "groups": [now]}


async def test_it_is_one_commit_with_its_history(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _manager(world, tenant)
    before = await world.contents()

    await _update(world, tenant, person)

    after = await world.contents()
    changed = [item.kind for key, item in after.items() if before.get(key) != item]
    assert sorted(changed) == ["context", "organization", "organization-policies"]


async def test_what_changes_nothing_writes_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _manager(world, tenant)
    await _update(world, tenant, person)

    async with nothing_written(world):
        again = await _update(world, tenant, person)
        nothing = await _update(world, tenant, person, inactivityPeriod=90)

    assert again["updateOrganizationPolicies"] == {"success": True}
    assert nothing["updateOrganizationPolicies"] == {"success": True}


async def test_the_lowest_score_is_held_against_the_highest_that_is_there(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _manager(world, tenant)
    await _update(world, tenant, person, maxAcceptanceSeverity=5.0)

    async with nothing_written(world):
        answer = await _update(world, tenant, person, minAcceptanceSeverity=5.1)

    assert refusal(answer) == CROSSED


@pytest.mark.parametrize("name", ["evil", "nowhere", "", "x" * 5000])
async def test_the_name_must_be_that_of_the_organization(world: World, name: str) -> None:
    tenant = await a_tenant(world)
    await a_tenant(world, name="evil")
    person = await _manager(world, tenant)

    async with nothing_written(world):
        answer = await _update(world, tenant, person, **ALL, organizationName=name)

    assert refusal(answer) == ACCESS_DENIED


@pytest.mark.parametrize("role", [OrganizationRole.USER, OrganizationRole.CUSTOMER_MANAGER])
async def test_nobody_else_changes_them(world: World, role: OrganizationRole) -> None:
    tenant = await a_tenant(world)
    member = await a_person(world, member_of(tenant, organization_role=role))
    stranger = await _manager(world, await a_tenant(world, name="evil"))
    revoked = await _manager(world, tenant)
    await world.ask("mutation { invalidateAccessToken { success } }", token=revoked.token)

    async with nothing_written(world):
        by_member = await _update(world, tenant, member)
        foreign = await _update(world, tenant, stranger)
        absent = await _update(world, tenant, stranger, organizationId="nothing")
        anonymous = await _update(world, tenant, None)
        by_revoked = await _update(world, tenant, revoked)

    assert refusal(by_member) == refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
    assert refusal(anonymous) == refusal(by_revoked) == LOGIN_REQUIRED


BAD_SEVERITY = (
    "Exception - Severity value must be a positive floating number between 0.0 and 10.0",
    "INVALID",
)
BAD_BREAKING = ("Exception - Severity value must be between 0.0 and 10.0", "INVALID")
CROSSED = (
    "Exception - Min acceptance severity value should not be higher than the max value",
    "INVALID",
)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"maxAcceptanceDays": -1},
            ("Exception - Acceptance days should be a positive integer", "INVALID"),
        ),
        (
            {"maxNumberAcceptances": -1},
            ("Exception - Number of acceptances should be zero or positive", "INVALID"),
        ),
        (
            {"vulnerabilityGracePeriod": -1},
            (
                "Exception - Vulnerability grace period value should be a positive integer",
                "INVALID",
            ),
        ),
        ({"maxAcceptanceSeverity": -0.1}, BAD_SEVERITY),
        ({"maxAcceptanceSeverity": 10.01}, BAD_SEVERITY),
        ({"minAcceptanceSeverity": -0.01}, BAD_SEVERITY),
        ({"minAcceptanceSeverity": 10.1}, BAD_SEVERITY),
        ({"minBreakingSeverity": -0.1}, BAD_BREAKING),
        ({"minBreakingSeverity": 10.1}, BAD_BREAKING),
        ({"minAcceptanceSeverity": 9.0, "maxAcceptanceSeverity": 8.9}, CROSSED),
        (
            {"inactivityPeriod": 20},
            ("Exception - Inactivity period should be greater than the provided value", "INVALID"),
        ),
    ],
)
async def test_bad_input_is_refused(world: World, given: dict[str, object], told: Refusal) -> None:
    tenant = await a_tenant(world)
    person = await _manager(world, tenant)

    async with nothing_written(world):
        answer = await _update(world, tenant, person, **given)

    assert refusal(answer) == told


DOMAINS = """
mutation ($id: String! $name: String! $domains: [String!]) {
  updateOrganizationPolicies(
    organizationId: $id organizationName: $name allowedEmailDomains: $domains
  ) { success }
}
"""


async def _domains(
    world: World, tenant: Tenant, person: Person, domains: list[str] | None
) -> Answer:
    place = {"id": tenant.organization.id, "name": tenant.organization.name}
    return await world.ask(DOMAINS, token=person.token, **place, domains=domains)


async def test_the_domains_of_members_are_replaced_whole_or_left(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _manager(world, tenant)
    read = "query ($id: String!) { organization(organizationId: $id) { allowedEmailDomains } }"
    seen = []

    for domains in (["Example.com", "acme.io"], None, []):
        await _domains(world, tenant, person, domains)
        answer = await world.ask(read, token=person.token, id=tenant.organization.id)
        seen.append(answer["organization"]["allowedEmailDomains"])

    assert seen == [["acme.io", "example.com"], ["acme.io", "example.com"], []]


async def test_what_is_no_domain_is_refused(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _manager(world, tenant)

    async with nothing_written(world):
        answer = await _domains(world, tenant, person, ["acme.io", "@example.com"])

    assert refusal(answer) == ("Exception - The email domain is not valid", "INVALID")
