"""Me.sessions and Me.sessionExpiration."""

from datetime import datetime, timedelta

from authz.sessions import IDLE, LIFE
from people import a_person
from signing_in import FIREFOX, a_session
from stakeholders.rules.tokens import LONGEST_LIFE
from world import START, World

SESSIONS = """
{ me { sessions { address agent createdAt current id lastUsedAt method } } }
"""
EXPIRATION = "{ me { sessionExpiration } }"


async def test_the_sessions_of_the_caller_are_listed_the_newest_first(world: World) -> None:
    person, other = await a_person(world), await a_person(world)
    await a_session(world, person)
    current = await a_session(world, person)
    await a_session(world, other)

    answer = await world.ask(SESSIONS, token=current)

    newest, oldest = answer["me"]["sessions"]
    assert (newest["current"], oldest["current"]) == (True, False)
    assert newest["createdAt"] > oldest["createdAt"]
    assert newest["createdAt"] == newest["lastUsedAt"]
    shown = (oldest["agent"], oldest["address"], oldest["method"])
    assert shown == (FIREFOX.agent, FIREFOX.address, "test")


async def test_a_use_is_told_to_the_minute_with_its_address(world: World) -> None:
    cookie = await a_session(world, await a_person(world))
    world.clock.advance(timedelta(seconds=59))
    (soon,) = (await world.ask(SESSIONS, token=cookie))["me"]["sessions"]
    world.clock.advance(timedelta(seconds=1))
    await world.ask(SESSIONS, token=cookie)
    (later,) = (await world.ask(SESSIONS, token=cookie))["me"]["sessions"]

    assert (soon["lastUsedAt"], soon["address"]) == (soon["createdAt"], FIREFOX.address)
    since = datetime.fromisoformat(later["lastUsedAt"]) - datetime.fromisoformat(soon["createdAt"])
    assert since >= timedelta(minutes=1)
    assert later["address"] == "127.0.0.1"


async def test_what_has_ended_is_not_listed(world: World) -> None:
    person = await a_person(world)
    await a_session(world, person)
    world.clock.advance(IDLE)

    answer = await world.ask(SESSIONS, token=person.token)

    assert answer["me"] == {"sessions": []}


async def test_the_end_is_that_of_the_session_or_the_token_that_is_used(world: World) -> None:
    person = await a_person(world)
    began = world.clock.instant

    by_session = await world.ask(EXPIRATION, token=await a_session(world, person))
    by_token = await world.ask(EXPIRATION, token=person.token)

    ends = began + timedelta(milliseconds=1) + LIFE
    assert by_session["me"] == {"sessionExpiration": ends.isoformat(timespec="seconds")}
    assert by_token["me"] == {
        "sessionExpiration": (START + LONGEST_LIFE).isoformat(timespec="seconds")
    }
