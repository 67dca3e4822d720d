"""acknowledgeConcurrentSession."""

from authz.sessions import IDLE
from people import a_person
from refusals import LOGIN_REQUIRED, nothing_written, refusal
from signing_in import a_session
from world import World

ACKNOWLEDGE = "mutation { acknowledgeConcurrentSession { success } }"
CONCURRENT = "{ me { isConcurrentSession } }"


async def _is_told(world: World, token: str) -> bool:
    return bool((await world.ask(CONCURRENT, token=token))["me"]["isConcurrentSession"])


async def test_who_signs_in_while_a_session_lives_is_told_in_both(world: World) -> None:
    person, stranger = await a_person(world), await a_person(world)
    first = await a_session(world, person)
    alone = await _is_told(world, first)

    second = await a_session(world, person)

    assert not alone
    assert await _is_told(world, first)
    assert await _is_told(world, second)
    assert not await _is_told(world, stranger.token)


async def test_who_signs_in_after_it_ended_is_not(world: World) -> None:
    person = await a_person(world)
    await a_session(world, person)
    world.clock.advance(IDLE)

    assert not await _is_told(world, await a_session(world, person))


async def test_who_knows_is_told_no_more_until_the_next_sign_in(world: World) -> None:
    person = await a_person(world)
    cookies = [await a_session(world, person) for _ in range(3)]

    answer = await world.ask(ACKNOWLEDGE, token=cookies[0])

    assert answer["acknowledgeConcurrentSession"] == {"success": True}
    assert [await _is_told(world, cookie) for cookie in cookies] == [False] * 3
    assert await _is_told(world, await a_session(world, person))


async def test_nothing_is_written_where_there_is_nothing_to_know(world: World) -> None:
    person = await a_person(world)
    cookie = await a_session(world, person)

    async with nothing_written(world):
        by_session = await world.ask(ACKNOWLEDGE, token=cookie)
        by_token = await world.ask(ACKNOWLEDGE, token=person.token)

    assert by_session["acknowledgeConcurrentSession"] == {"success": True}
    assert by_token["acknowledgeConcurrentSession"] == {"success": True}


async def test_nobody_who_has_not_signed_in_knows(world: World) -> None:
    async with nothing_written(world):
        answer = await world.ask(ACKNOWLEDGE)

    assert refusal(answer) == LOGIN_REQUIRED
