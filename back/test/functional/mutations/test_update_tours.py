"""updateTours."""

from typing import Final

from people import a_person
from refusals import LOGIN_REQUIRED, nothing_written, refusal
from world import World

UPDATE: Final = "mutation ($tours: ToursInput!) { updateTours(tours: $tours) { success } }"
TOURS: Final = "{ me { tours { newGroup newRiskExposure newRoot welcome } } }"
TAKEN: Final = {"newGroup": True, "newRiskExposure": False, "newRoot": True, "welcome": True}


async def test_the_tours_that_were_taken_are_remembered(world: World) -> None:
    person, other = await a_person(world), await a_person(world)

    answer = await world.ask(UPDATE, token=person.token, tours=TAKEN)

    untaken = {"newGroup": False, "newRiskExposure": True, "newRoot": False, "welcome": False}
    assert answer["updateTours"] == {"success": True}
    assert (await world.ask(TOURS, token=person.token))["me"] == {"tours": TAKEN}
    assert (await world.ask(TOURS, token=other.token))["me"] == {"tours": untaken}


async def test_some_of_them_alone_are_refused(world: World) -> None:
    person = await a_person(world)

    async with nothing_written(world):
        answer = await world.ask(UPDATE, token=person.token, tours={"newGroup": True})

    assert answer.codes == ["INVALID"] * len(answer.codes)
    assert answer.errors


async def test_nobody_who_has_not_signed_in_takes_any(world: World) -> None:
    async with nothing_written(world):
        answer = await world.ask(UPDATE, tours=TAKEN)

    assert refusal(answer) == LOGIN_REQUIRED
