"""acceptLegal."""

from typing import Final

import pytest

from people import a_person
from refusals import LOGIN_REQUIRED, nothing_written, refusal
from world import World

ACCEPT: Final = "mutation ($remember: Boolean) { acceptLegal(remember: $remember) { success } }"
REMEMBER: Final = "{ me { remember } }"


@pytest.mark.parametrize(("given", "kept"), [(True, True), (False, False), (None, False)])
async def test_it_is_remembered_if_it_shall_be(
    world: World, *, given: bool | None, kept: bool
) -> None:
    person, other = await a_person(world), await a_person(world)

    answer = await world.ask(ACCEPT, token=person.token, remember=given)

    assert answer["acceptLegal"] == {"success": True}
    assert (await world.ask(REMEMBER, token=person.token))["me"] == {"remember": kept}
    assert (await world.ask(REMEMBER, token=other.token))["me"] == {"remember": False}


async def test_what_is_remembered_can_be_forgotten(world: World) -> None:
    person = await a_person(world)
    await world.ask(ACCEPT, token=person.token, remember=True)

    await world.ask(ACCEPT, token=person.token)

    assert (await world.ask(REMEMBER, token=person.token))["me"] == {"remember": False}


async def test_the_same_again_writes_nothing(world: World) -> None:
    person = await a_person(world)
    await world.ask(ACCEPT, token=person.token, remember=True)

    async with nothing_written(world):
        await world.ask(ACCEPT, token=person.token, remember=True)


async def test_nobody_who_has_not_signed_in_accepts_it(world: World) -> None:
    async with nothing_written(world):
        answer = await world.ask(ACCEPT, remember=True)

    assert refusal(answer) == LOGIN_REQUIRED
