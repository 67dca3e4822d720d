"""updateGroupInfo."""

from datetime import timedelta

import pytest

from db_model.access.types import GroupRole
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal, nothing_written, refusal
from world import Answer, World

UPDATE = """
mutation (
  $groupName: String! $description: String! $language: Language! $businessId: String
  $businessName: String $sprintDuration: Int $sprintStartDate: DateTime
) {
  updateGroupInfo(
    groupName: $groupName description: $description language: $language businessId: $businessId
    businessName: $businessName sprintDuration: $sprintDuration sprintStartDate: $sprintStartDate
  ) { success }
}
"""
READ = """
query ($name: String!) {
  group(groupName: $name) {
    description language businessId businessName sprintDuration sprintStartDate
  }
}
"""
ALL = {
    "description": "Payments of the shop",
    "language": "ES",
    "businessId": "900-1",
    "businessName": "Acme & Sons",
    "sprintDuration": 10,
    "sprintStartDate": "2026-03-01T00:00:00+00:00",
}


async def _update(world: World, tenant: Tenant, person: Person | None, **given: object) -> Answer:
    variables = {"groupName": tenant.group.name, "description": "A group", "language": "EN"}
    token = person.token if person else None
    return await world.ask(UPDATE, token=token, **(variables | given))


async def _read(world: World, tenant: Tenant, person: Person) -> object:
    answer = await world.ask(READ, token=person.token, name=tenant.group.name)
    return answer["group"]


@pytest.mark.parametrize("role", [GroupRole.USER_MANAGER, GroupRole.CUSTOMER_MANAGER])
async def test_a_manager_describes_the_group_anew(world: World, role: GroupRole) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))

    answer = await _update(world, tenant, person, **ALL, groupName="ACMEGROUP")

    assert answer["updateGroupInfo"] == {"success": True}
    assert await _read(world, tenant, person) == ALL


async def test_what_is_not_given_stays_and_what_is_blank_is_taken_away(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await _update(world, tenant, person, **ALL)

    await _update(world, tenant, person, businessId=None, businessName=" ")

    assert await _read(world, tenant, person) == ALL | {
        "description": "A group",
        "language": "EN",
        "businessName": None,
    }


async def test_it_is_one_commit_that_changes_the_group_alone(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    before = await world.contents()

    await _update(world, tenant, person, **ALL)

    after = await world.contents()
    changed = [item.kind for key, item in after.items() if before.get(key) != item]
    assert sorted(changed) == ["context", "group"]


async def test_what_changes_nothing_writes_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await _update(world, tenant, person, **ALL)

    async with nothing_written(world):
        answer = await _update(world, tenant, person, **ALL)

    assert answer["updateGroupInfo"] == {"success": True}


async def test_a_start_without_an_offset_is_in_utc(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    await _update(world, tenant, person, **(ALL | {"sprintStartDate": "2026-03-01T00:00:00"}))

    assert await _read(world, tenant, person) == ALL


async def test_nobody_else_describes_it(world: World) -> None:
    tenant = await a_tenant(world)
    member = await a_person(world, member_of(tenant, GroupRole.USER))
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


BAD_START = ("Exception - The inserted date is invalid", "INVALID")
BAD_LENGTH = ("Exception - Invalid field length in form", "INVALID")
BAD_SPRINT = (
    "Exception - Value must be between 1 (inclusive) and 10 (inclusive)",
    "INVALID",
)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"description": " "},
            ("Exception - Field cannot fill with blank characters", "INVALID"),
        ),
        ({"description": "d" * 201}, BAD_LENGTH),
        ({"description": "a<b"}, ("Exception - Invalid characters in description", "INVALID")),
        ({"businessId": "1" * 61}, BAD_LENGTH),
        ({"businessName": "b" * 61}, BAD_LENGTH),
        ({"businessName": "=b"}, ("Exception - Invalid characters in businessName", "INVALID")),
        ({"sprintDuration": 0}, BAD_SPRINT),
        ({"sprintDuration": -1}, BAD_SPRINT),
        ({"sprintDuration": 11}, BAD_SPRINT),
        ({"sprintStartDate": "0001-01-01T00:00:00+23:59"}, BAD_START),
        ({"sprintStartDate": "9999-12-31T23:59:59-23:59"}, BAD_START),
    ],
)
async def test_bad_input_is_refused(world: World, given: dict[str, object], told: Refusal) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await _update(world, tenant, person, **given)

    assert refusal(answer) == told


async def test_a_sprint_does_not_begin_in_the_future(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    later = world.clock.instant + timedelta(minutes=1)

    async with nothing_written(world):
        answer = await _update(world, tenant, person, sprintStartDate=later.isoformat())

    assert refusal(answer) == BAD_START


async def test_an_instant_that_is_none_is_refused(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await _update(world, tenant, person, sprintStartDate="tomorrow")

    assert answer.data is None
    assert answer.codes == ["INVALID"]
