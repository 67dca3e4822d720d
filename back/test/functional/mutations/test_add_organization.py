"""addOrganization."""

import pytest

from db_model.stakeholders.types import PlatformRole
from people import Person, Roles, a_person, a_tenant
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal, nothing_written, refusal
from world import Answer, World

ADD = """
mutation ($name: String!, $country: String!) {
  addOrganization(name: $name, country: $country) {
    success
    organization { id name country userRole }
  }
}
"""
READ = """
query ($name: String!) { organizationId(organizationName: $name) { id name country userRole } }
"""


async def _add(world: World, person: Person | None, name: str, country: str = "Peru") -> Answer:
    token = person.token if person else None
    return await world.ask(ADD, token=token, name=name, country=country)


@pytest.mark.parametrize("role", list(PlatformRole))
async def test_whoever_has_a_platform_role_adds_one_and_manages_it(
    world: World, role: PlatformRole
) -> None:
    person = await a_person(world, Roles(platform=role))

    answer = await _add(world, person, " AcmeCorp ", " Perú ")

    made = answer["addOrganization"]["organization"]
    read = await world.ask(READ, token=person.token, name="ACMECORP")
    assert answer["addOrganization"]["success"] is True
    assert made == {
        "id": made["id"],
        "name": "acmecorp",
        "country": "Perú",
        # The request acts with the rights that the caller had when it began.
        "userRole": "admin" if role is PlatformRole.ADMIN else None,
    }
    assert made["id"].startswith("ORG#")
    assert read["organizationId"] == made | {"userRole": "user_manager"}


async def test_it_is_one_commit_with_its_history_and_its_origin(world: World) -> None:
    person = await a_person(world)
    before = await world.contents()

    await _add(world, person, "acme")

    after = await world.contents()
    assert sorted(after[key].kind for key in after.keys() - before.keys()) == [
        "context",
        "guard",
        "organization",
        "organization-access",
        "organization-access-entry",
        "organization-state",
    ]


async def test_a_person_without_a_platform_role_adds_none(world: World) -> None:
    person = await a_person(world, Roles(platform=None))

    async with nothing_written(world):
        answer = await _add(world, person, "acme")

    assert refusal(answer) == ACCESS_DENIED


async def test_nobody_who_has_not_signed_in_adds_one(world: World) -> None:
    async with nothing_written(world):
        answer = await _add(world, None, "acme")

    assert refusal(answer) == LOGIN_REQUIRED


async def test_a_token_that_was_revoked_adds_none(world: World) -> None:
    person = await a_person(world)
    await world.ask("mutation { invalidateAccessToken { success } }", token=person.token)

    async with nothing_written(world):
        answer = await _add(world, person, "acme")

    assert refusal(answer) == LOGIN_REQUIRED


async def test_a_name_is_taken_whatever_its_case(world: World) -> None:
    await a_tenant(world, name="acme")
    person = await a_person(world)

    async with nothing_written(world):
        answer = await _add(world, person, "ACME")

    assert refusal(answer) == ("Name taken", "CONFLICT")


@pytest.mark.parametrize(
    ("name", "country", "told"),
    [
        ("abc", "Peru", ("Exception - Invalid field length in form", "INVALID")),
        ("a" * 21, "Peru", ("Exception - Invalid field length in form", "INVALID")),
        ("acme1", "Peru", ("Invalid name", "INVALID")),
        ("acmé", "Peru", ("Invalid name", "INVALID")),
        ("acme", "  ", ("Exception - Field cannot fill with blank characters", "INVALID")),
        ("acme", "p" * 61, ("Exception - Invalid field length in form", "INVALID")),
        ("acme", "<Peru>", ("Exception - Invalid characters in country", "INVALID")),
        ("acme", "=Peru", ("Exception - Invalid characters in country", "INVALID")),
    ],
)
async def test_bad_input_is_refused(world: World, name: str, country: str, told: Refusal) -> None:
    person = await a_person(world)

    async with nothing_written(world):
        answer = await _add(world, person, name, country)

    assert refusal(answer) == told
