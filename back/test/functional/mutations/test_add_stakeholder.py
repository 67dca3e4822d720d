"""addStakeholder."""

import asyncio
from typing import Final

import pytest

from db_model.access.types import GroupRole
from db_model.stakeholders.types import PlatformRole
from installation.domain import token_for
from people import Person, Roles, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from store.requests import RequestStore
from world import Answer, World

ADD: Final = """
mutation ($email: String! $role: StakeholderRole!) {
  addStakeholder(email: $email role: $role) { email success }
}
"""
NEW: Final = "new.person@example.com"
THERE: Final = ("Exception - There is a stakeholder with this email", "CONFLICT")


async def _add(
    world: World, person: Person | None, *, email: str = NEW, role: str = "USER"
) -> Answer:
    return await world.ask(ADD, token=person.token if person else None, email=email, role=role)


async def _admin(world: World) -> Person:
    return await a_person(world, Roles(platform=PlatformRole.ADMIN))


@pytest.mark.parametrize("role", ["ADMIN", "HACKER", "USER"])
async def test_somebody_is_known_with_a_role_and_a_member_of_nothing(
    world: World, role: str
) -> None:
    answer = await _add(world, await _admin(world), email=" New.Person@Example.com", role=role)

    token = await token_for(RequestStore(world.store), NEW, at=world.clock())
    me = await world.ask("{ me { role organizations { name } } }", token=token)
    assert answer["addStakeholder"] == {"email": NEW, "success": True}
    assert me["me"] == {"role": role.lower(), "organizations": []}


@pytest.mark.parametrize("role", ["REVIEWER", "SERVICE_FORCES", "USER_MANAGER"])
async def test_no_other_role_is_one_of_the_platform(world: World, role: str) -> None:
    admin = await _admin(world)

    async with nothing_written(world):
        answer = await _add(world, admin, role=role)

    assert refusal(answer) == (
        f"Invalid role or not enough permissions to grant role: {role.lower()}",
        "ACCESS_DENIED",
    )


async def test_nobody_is_added_twice(world: World) -> None:
    admin, person = await _admin(world), await a_person(world)

    async with nothing_written(world):
        answer = await _add(world, admin, email=person.email, role="ADMIN")
    answers = await asyncio.gather(*(_add(world, admin) for _ in range(2)))

    assert refusal(answer) == THERE
    assert sorted(each.messages for each in answers) == [[], [THERE[0]]]


@pytest.mark.parametrize("email", ["", "nobody", "a+b@example.com", "forces.x@integrates.local"])
async def test_bad_input_is_refused(world: World, email: str) -> None:
    admin = await _admin(world)

    async with nothing_written(world):
        answer = await _add(world, admin, email=email)

    assert refusal(answer) == ("Exception - Invalid email address in form", "INVALID")


@pytest.mark.parametrize("role", [PlatformRole.HACKER, PlatformRole.USER])
async def test_nobody_but_an_administrator_adds_anybody(world: World, role: PlatformRole) -> None:
    manager = await a_person(world, member_of(await a_tenant(world), GroupRole.CUSTOMER_MANAGER))
    person = await a_person(world, Roles(platform=role))

    async with nothing_written(world):
        answers = [await _add(world, each) for each in (manager, person)]

    assert [refusal(answer) for answer in answers] == [ACCESS_DENIED] * 2


async def test_nobody_who_has_not_signed_in_adds_anybody(world: World) -> None:
    async with nothing_written(world):
        answer = await _add(world, None)

    assert refusal(answer) == LOGIN_REQUIRED
