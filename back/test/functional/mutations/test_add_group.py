"""addGroup."""

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal, nothing_written, refusal
from world import Answer, World

ADD = """
mutation (
  $organizationName: String $groupName: String! $description: String! $hasMachine: Boolean!
  $hasSquad: Boolean! $language: Language $subscription: SubscriptionType $service: ServiceType
) {
  addGroup(
    organizationName: $organizationName groupName: $groupName description: $description
    hasMachine: $hasMachine hasSquad: $hasSquad language: $language
    subscription: $subscription service: $service
  ) { success }
}
"""
READ = """
query ($name: String!) {
  group(groupName: $name) {
    name description language service subscription hasMachine hasSquad tier managed
    organization userRole serviceAttributes
  }
}
"""
MANAGER = OrganizationRole.USER_MANAGER


async def _add(world: World, tenant: Tenant, person: Person | None, **given: object) -> Answer:
    variables: dict[str, object] = {
        "organizationName": tenant.organization.name,
        "groupName": "newgroup",
        "description": "What it is about",
        "hasMachine": True,
        "hasSquad": False,
    }
    token = person.token if person else None
    return await world.ask(ADD, token=token, **(variables | given))


async def _manager(world: World, tenant: Tenant) -> Person:
    return await a_person(world, member_of(tenant, GroupRole.USER, MANAGER))


async def test_a_manager_of_the_organization_adds_a_group_and_manages_it(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _manager(world, tenant)

    answer = await _add(world, tenant, person, groupName=" NewGroup ", organizationName="ACME")

    read = await world.ask(READ, token=person.token, name="newgroup")
    assert answer["addGroup"] == {"success": True}
    assert read["group"] == {
        "name": "newgroup",
        "description": "What it is about",
        "language": "EN",
        "service": "WHITE",
        "subscription": "continuous",
        "hasMachine": True,
        "hasSquad": False,
        "tier": "MACHINE",
        "managed": "MANAGED",
        "organization": "acme",
        "userRole": "user_manager",
        "serviceAttributes": [
            "can_report_vulnerabilities",
            "can_request_zero_risk",
            "has_asm",
            "has_forces",
            "has_service_white",
            "is_continuous",
        ],
    }


async def test_all_that_may_be_chosen_is_kept(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _manager(world, tenant)

    await _add(world, tenant, person, language="ES", subscription="ONESHOT", hasMachine=False)

    read = await world.ask(READ, token=person.token, name="newgroup")
    chosen = ("language", "subscription", "service", "tier", "serviceAttributes")
    assert {name: read["group"][name] for name in chosen} == {
        "language": "ES",
        "subscription": "oneshot",
        "service": "BLACK",
        "tier": "ONESHOT",
        "serviceAttributes": ["can_report_vulnerabilities", "has_asm", "has_service_black"],
    }


async def test_it_is_one_commit_with_its_agents_account_and_its_histories(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _manager(world, tenant)
    before = await world.contents()

    await _add(world, tenant, person)

    after = await world.contents()
    made = {key: after[key] for key in after.keys() - before.keys()}
    assert sorted(item.kind for item in made.values()) == [
        "context",
        "group",
        "group-access",
        "group-access",
        "group-access-entry",
        "group-access-entry",
        "group-state",
        "job",  # looks for managers to let in once more, when every list is up to date
        "organization-access",
        "organization-access-entry",
        "stakeholder",
    ]
    accounts = [key.pk for key, item in made.items() if item.kind == "stakeholder"]
    assert accounts == ["USR#forces.newgroup@integrates.local"]


async def test_an_administrator_adds_a_group_without_becoming_a_member(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, Roles(platform=PlatformRole.ADMIN))
    before = await world.contents()

    await _add(world, tenant, person)

    after = await world.contents()
    members = {key.pk for key in after.keys() - before.keys() if after[key].kind == "group-access"}
    assert members == {"USR#forces.newgroup@integrates.local"}


async def test_a_member_who_manages_nothing_adds_none(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.USER_MANAGER))

    async with nothing_written(world):
        answer = await _add(world, tenant, person)

    assert refusal(answer) == ACCESS_DENIED


async def test_a_stranger_adds_none_and_learns_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    other = await a_tenant(world, name="evil")
    stranger = await a_person(world, member_of(other, organization_role=MANAGER))

    async with nothing_written(world):
        foreign = await _add(world, tenant, stranger)
        absent = await _add(world, tenant, stranger, organizationName="nowhere")
        unnamed = await _add(world, tenant, stranger, organizationName=None)

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent == unnamed


async def test_nobody_who_has_not_signed_in_adds_one(world: World) -> None:
    tenant = await a_tenant(world)

    async with nothing_written(world):
        answer = await _add(world, tenant, None)

    assert refusal(answer) == LOGIN_REQUIRED


async def test_a_token_that_was_revoked_adds_none(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _manager(world, tenant)
    await world.ask("mutation { invalidateAccessToken { success } }", token=person.token)

    async with nothing_written(world):
        answer = await _add(world, tenant, person)

    assert refusal(answer) == LOGIN_REQUIRED


async def test_a_name_is_taken_on_the_whole_platform(world: World) -> None:
    tenant = await a_tenant(world)
    other = await a_tenant(world, name="evil")
    person = await _manager(world, tenant)

    async with nothing_written(world):
        answer = await _add(world, tenant, person, groupName=other.group.name.upper())

    assert refusal(answer) == ("Exception - Error invalid group name", "CONFLICT")


BAD_NAME = ("Exception - Error invalid group name", "INVALID")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"groupName": "abc"}, BAD_NAME),
        ({"groupName": "a" * 21}, BAD_NAME),
        ({"groupName": "new-group"}, BAD_NAME),
        ({"groupName": "grüppe"}, BAD_NAME),
        (
            {"description": " "},
            ("Exception - Field cannot fill with blank characters", "INVALID"),
        ),
        ({"description": "d" * 201}, ("Exception - Invalid field length in form", "INVALID")),
        ({"description": "a<b"}, ("Exception - Invalid characters in description", "INVALID")),
        (
            {"hasMachine": False, "hasSquad": True},
            ("Exception - Squad is only available when Machine is too", "INVALID"),
        ),
    ],
)
async def test_bad_input_is_refused(world: World, given: dict[str, object], told: Refusal) -> None:
    tenant = await a_tenant(world)
    person = await _manager(world, tenant)

    async with nothing_written(world):
        answer = await _add(world, tenant, person, **given)

    assert refusal(answer) == told
