"""updateGroupPolicies."""

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal, nothing_written, refusal
from world import Answer, World

UPDATE = """
mutation (
  $groupName: String! $maxAcceptanceDays: Int $maxAcceptanceSeverity: Float
  $maxNumberAcceptances: Int $minAcceptanceSeverity: Float $minBreakingSeverity: Float
  $vulnerabilityGracePeriod: Int
) {
  updateGroupPolicies(
    groupName: $groupName maxAcceptanceDays: $maxAcceptanceDays
    maxAcceptanceSeverity: $maxAcceptanceSeverity maxNumberAcceptances: $maxNumberAcceptances
    minAcceptanceSeverity: $minAcceptanceSeverity minBreakingSeverity: $minBreakingSeverity
    vulnerabilityGracePeriod: $vulnerabilityGracePeriod
  ) { success }
}
"""
OF_ORGANIZATION = """
mutation ($id: String!, $name: String!, $days: Int, $most: Float) {
  updateOrganizationPolicies(
    organizationId: $id, organizationName: $name, maxAcceptanceDays: $days,
    maxAcceptanceSeverity: $most
  ) { success }
}
"""
READ = """
query ($name: String!) { group(groupName: $name) {
  maxAcceptanceDays maxAcceptanceSeverity maxNumberAcceptances minAcceptanceSeverity
  minBreakingSeverity vulnerabilityGracePeriod
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


async def _update(world: World, tenant: Tenant, person: Person | None, **given: object) -> Answer:
    variables: dict[str, object] = {"groupName": tenant.group.name}
    token = person.token if person else None
    return await world.ask(UPDATE, token=token, **(variables | (given or ALL)))


async def _update_organization(world: World, tenant: Tenant, **given: object) -> None:
    manager = await a_person(
        world, member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    )
    organization = tenant.organization
    answer = await world.ask(
        OF_ORGANIZATION, token=manager.token, id=organization.id, name=organization.name, **given
    )
    assert answer["updateOrganizationPolicies"] == {"success": True}


async def _read(world: World, tenant: Tenant, person: Person) -> object:
    answer = await world.ask(READ, token=person.token, name=tenant.group.name)
    return answer["group"]


@pytest.mark.parametrize("role", [GroupRole.USER_MANAGER, GroupRole.CUSTOMER_MANAGER])
async def test_a_manager_gives_the_group_policies_of_its_own(world: World, role: GroupRole) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))

    answer = await _update(world, tenant, person, **ALL, groupName="ACMEGROUP")

    assert answer["updateGroupPolicies"] == {"success": True}
    assert await _read(world, tenant, person) == ALL


async def test_what_is_not_given_or_null_stays(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await _update(world, tenant, person)

    await _update(world, tenant, person, maxAcceptanceDays=0, minBreakingSeverity=None)

    assert await _read(world, tenant, person) == ALL | {"maxAcceptanceDays": 0}


async def test_each_policy_that_the_group_has_not_is_that_of_its_organization(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await _update(world, tenant, person, minBreakingSeverity=4.0, maxAcceptanceDays=7)

    await _update_organization(world, tenant, most=6.0, days=60)

    assert await _read(world, tenant, person) == {
        "maxAcceptanceDays": 7,
        "maxAcceptanceSeverity": 6.0,
        "maxNumberAcceptances": None,
        "minAcceptanceSeverity": 0.0,
        "minBreakingSeverity": 4.0,
        "vulnerabilityGracePeriod": 0,
    }


async def test_scores_are_rounded_to_a_decimal(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    await _update(world, tenant, person, **(ALL | {"minBreakingSeverity": 7.08}))

    assert await _read(world, tenant, person) == ALL


async def test_it_is_one_commit_with_its_history(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    before = await world.contents()

    await _update(world, tenant, person)

    after = await world.contents()
    changed = [item.kind for key, item in after.items() if before.get(key) != item]
    assert sorted(changed) == ["context", "group", "group-policies"]


async def test_what_changes_nothing_writes_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await _update(world, tenant, person)

    async with nothing_written(world):
        again = await _update(world, tenant, person)
        nothing = await _update(world, tenant, person, maxAcceptanceDays=None)

    assert again["updateGroupPolicies"] == nothing["updateGroupPolicies"] == {"success": True}


async def test_the_lowest_score_is_held_against_the_highest_of_the_organization(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await _update_organization(world, tenant, most=5.0)

    async with nothing_written(world):
        answer = await _update(world, tenant, person, minAcceptanceSeverity=5.1)

    assert refusal(answer) == CROSSED


async def test_nobody_else_gives_it_any(world: World) -> None:
    tenant = await a_tenant(world)
    member = await a_person(world, member_of(tenant, GroupRole.VULNERABILITY_MANAGER))
    other = await a_tenant(world, name="evil")
    stranger = await a_person(world, member_of(other))
    revoked = await a_person(world, member_of(tenant))
    await world.ask("mutation { invalidateAccessToken { success } }", token=revoked.token)

    async with nothing_written(world):
        by_member = await _update(world, tenant, member)
        foreign = await _update(world, tenant, stranger)
        absent = await _update(world, tenant, stranger, groupName="nowhere")
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
    ],
)
async def test_bad_input_is_refused(world: World, given: dict[str, object], told: Refusal) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await _update(world, tenant, person, **given)

    assert refusal(answer) == told
