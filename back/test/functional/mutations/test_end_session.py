"""endSession."""

from typing import Any

from people import Person, a_person
from refusals import LOGIN_REQUIRED, nothing_written, refusal
from signing_in import a_session
from world import World

END = "mutation ($id: ID!) { endSession(id: $id) { success } }"
SESSIONS = "{ me { sessions { id current } } }"
NOT_FOUND = ("Exception - Access denied or session not found", "NOT_FOUND")


async def _sessions(world: World, token: str) -> list[dict[str, Any]]:
    sessions: list[dict[str, Any]] = (await world.ask(SESSIONS, token=token))["me"]["sessions"]
    return sessions


async def _current(world: World, cookie: str) -> str:
    return str(next(each["id"] for each in await _sessions(world, cookie) if each["current"]))


async def test_a_session_ends_from_the_next_request_on(world: World) -> None:
    person = await a_person(world)
    old, new = await a_session(world, person), await a_session(world, person)

    answer = await world.ask(END, token=new, id=await _current(world, old))

    assert answer["endSession"] == {"success": True}
    assert refusal(await world.ask(SESSIONS, token=old)) == LOGIN_REQUIRED
    assert [each["current"] for each in await _sessions(world, new)] == [True]


async def test_a_browser_may_end_its_own(world: World) -> None:
    cookie = await a_session(world, await a_person(world))

    answer = await world.ask(END, token=cookie, id=await _current(world, cookie))

    assert answer["endSession"] == {"success": True}
    assert refusal(await world.ask(SESSIONS, token=cookie)) == LOGIN_REQUIRED


async def test_a_token_may_end_a_session_of_its_owner(world: World) -> None:
    person = await a_person(world)
    cookie = await a_session(world, person)

    answer = await world.ask(END, token=person.token, id=await _current(world, cookie))

    assert answer["endSession"] == {"success": True}
    assert await _sessions(world, person.token) == []


async def test_nothing_is_left_of_a_session_but_the_origins(world: World) -> None:
    person = await a_person(world)
    before = await world.contents()
    cookie = await a_session(world, person)
    await world.ask(END, token=cookie, id=await _current(world, cookie))

    after = await world.contents()

    assert {after[key].kind for key in after.keys() - before.keys()} == {"context"}


async def test_a_session_of_somebody_else_is_as_absent_as_one_that_never_was(
    world: World,
) -> None:
    person, victim = await a_person(world), await a_person(world)
    theirs = await _current(world, await a_session(world, victim))

    async with nothing_written(world):
        foreign = await world.ask(END, token=person.token, id=theirs)
        absent = await world.ask(END, token=person.token, id="nothing")

    assert refusal(foreign) == NOT_FOUND
    assert foreign == absent
    assert len(await _sessions(world, victim.token)) == 1


async def test_nobody_who_has_not_signed_in_ends_one(world: World) -> None:
    person: Person = await a_person(world)
    id_ = await _current(world, await a_session(world, person))

    async with nothing_written(world):
        answer = await world.ask(END, id=id_)

    assert refusal(answer) == LOGIN_REQUIRED


async def test_two_that_end_it_at_once_both_find_it_ended(world: World) -> None:
    person = await a_person(world)
    cookie, other = await a_session(world, person), await a_session(world, person)
    id_ = await _current(world, cookie)

    first = await world.ask(END, token=other, id=id_)
    second = await world.ask(END, token=other, id=id_)

    assert first["endSession"] == {"success": True}
    assert refusal(second) == NOT_FOUND
