"""Sessions of browsers: who has a good cookie is signed in, for as long as it is used."""

from datetime import timedelta

import pytest

from api.http.cookies import SESSION_COOKIE
from authz.errors import LoginRequired
from authz.sessions import IDLE, LIFE, MOST_SESSIONS, new_session_text, session_digest
from db_model.sessions import keys
from db_model.sessions.types import SessionUse
from db_model.types import Email
from people import Roles, a_person
from populations import put
from refusals import LOGIN_REQUIRED, nothing_written, refusal
from signing_in import FIREFOX, a_session, cookie_of, sessions_of
from stakeholders.domain import begin_session
from stakeholders.types import Browser
from store.counting import counting
from store.requests import RequestStore
from store.types import Absent, Put
from world import World

ME = "{ me { userEmail callerOrigin } }"
A_MINUTE = timedelta(minutes=1)


async def test_a_cookie_signs_in_whose_it_is(world: World) -> None:
    person = await a_person(world)
    cookie = await a_session(world, person)

    answer = await world.ask(ME, token=cookie)

    assert answer["me"] == {"userEmail": person.email, "callerOrigin": "FRONT"}


async def test_what_is_stored_does_not_sign_in(world: World) -> None:
    person = await a_person(world)
    cookie = await a_session(world, person)
    text = cookie.removeprefix(f"{SESSION_COOKIE}=")

    stored = await world.contents()

    assert not any(text.encode() in item.body or text in key.pk for key, item in stored.items())
    digest = session_digest(text)
    assert digest is not None
    assert refusal(await world.ask(ME, token=cookie_of(digest[:43]))) == LOGIN_REQUIRED


@pytest.mark.parametrize(
    "cookie",
    [
        f"{SESSION_COOKIE}=",
        f"{SESSION_COOKIE}={'a' * 43}",
        f"{SESSION_COOKIE}=../../x",
        f"{SESSION_COOKIE}={'a' * 5000}",
    ],
)
async def test_garbage_signs_nobody_in(world: World, cookie: str) -> None:
    async with nothing_written(world):
        assert refusal(await world.ask(ME, token=cookie)) == LOGIN_REQUIRED


async def test_two_cookies_of_the_name_are_none(world: World) -> None:
    cookie = await a_session(world, await a_person(world))

    assert refusal(await world.ask(ME, token=f"{cookie}; {cookie}")) == LOGIN_REQUIRED
    other = await world.ask(ME, token=f"{cookie}; theme=dark; {SESSION_COOKIE}x=1")
    assert other.errors == ()


async def test_a_digest_leads_only_to_the_session_that_has_it(world: World) -> None:
    person = await a_person(world)
    await a_session(world, person)
    (session,) = await sessions_of(world, person)
    text = new_session_text()
    digest = session_digest(text)
    assert digest is not None
    now = world.clock()
    use = SessionUse(email=person.email, session_id=session.id, at=now, version=1)
    await put(world, [Put(keys.use_item(digest, use, until=now + LIFE), Absent())])

    assert refusal(await world.ask(ME, token=cookie_of(text))) == LOGIN_REQUIRED


async def test_a_session_that_is_not_used_for_half_an_hour_ends(world: World) -> None:
    cookie = await a_session(world, await a_person(world))
    world.clock.advance(IDLE - timedelta(seconds=1))
    assert (await world.ask(ME, token=cookie)).errors == ()
    world.clock.advance(IDLE - timedelta(seconds=1))
    assert (await world.ask(ME, token=cookie)).errors == ()
    world.clock.advance(IDLE)

    assert refusal(await world.ask(ME, token=cookie)) == LOGIN_REQUIRED


async def test_a_session_ends_eight_hours_after_it_began_however_it_is_used(world: World) -> None:
    cookie = await a_session(world, await a_person(world))
    often = LIFE // timedelta(minutes=20)
    for _ in range(often - 1):
        world.clock.advance(timedelta(minutes=20))
        assert (await world.ask(ME, token=cookie)).errors == ()
    world.clock.advance(timedelta(minutes=20))

    assert refusal(await world.ask(ME, token=cookie)) == LOGIN_REQUIRED


async def test_a_request_costs_a_get_and_a_query_and_once_a_minute_a_commit(world: World) -> None:
    cookie = await a_session(world, await a_person(world))
    with counting() as first:
        await world.ask(ME, token=cookie)
    world.clock.advance(A_MINUTE)
    with counting() as later:
        await world.ask(ME, token=cookie)
    with counting() as next_:
        await world.ask(ME, token=cookie)

    assert [(each.gets, each.queries, each.commits) for each in (first, later, next_)] == [
        (1, 1, 0),
        (1, 1, 1),
        (1, 1, 0),
    ]


async def test_signing_in_again_ends_the_session_that_the_browser_had(world: World) -> None:
    person = await a_person(world)
    old = await a_session(world, person)
    replaced = session_digest(old.removeprefix(f"{SESSION_COOKIE}="))

    new = await a_session(world, person, Browser(replaced=replaced))

    assert refusal(await world.ask(ME, token=old)) == LOGIN_REQUIRED
    assert (await world.ask(ME, token=new)).errors == ()
    assert [each.is_concurrent for each in await sessions_of(world, person)] == [False]


async def test_it_ends_also_when_somebody_else_signs_in_with_the_browser(world: World) -> None:
    person, other = await a_person(world), await a_person(world)
    old = await a_session(world, person)
    replaced = session_digest(old.removeprefix(f"{SESSION_COOKIE}="))

    await a_session(world, other, Browser(replaced=replaced))

    assert refusal(await world.ask(ME, token=old)) == LOGIN_REQUIRED
    assert await sessions_of(world, person) == ()


async def test_sessions_of_several_browsers_stand_beside_each_other(world: World) -> None:
    person = await a_person(world)
    first, second = await a_session(world, person), await a_session(world, person)

    assert (await world.ask(ME, token=first)).errors == ()
    assert (await world.ask(ME, token=second)).errors == ()


async def test_the_oldest_gives_way_where_there_are_as_many_as_may_be(world: World) -> None:
    person = await a_person(world)
    cookies = [await a_session(world, person) for _ in range(MOST_SESSIONS + 1)]

    answers = [await world.ask(ME, token=cookie) for cookie in cookies]

    assert [bool(answer.errors) for answer in answers] == [True] + [False] * MOST_SESSIONS
    assert len(await sessions_of(world, person)) == MOST_SESSIONS


async def test_sessions_that_have_ended_are_gone_at_the_next_sign_in(world: World) -> None:
    person = await a_person(world)
    await a_session(world, person)
    world.clock.advance(IDLE)

    await a_session(world, person)

    assert [each.is_concurrent for each in await sessions_of(world, person)] == [False]


async def test_nobody_begins_a_session_who_is_not_there(world: World) -> None:
    db = RequestStore(world.service.engines.store)

    async with nothing_written(world):
        with pytest.raises(LoginRequired):
            await begin_session(
                db, Email("nobody@example.com"), FIREFOX, method="test", at=world.clock()
            )


async def test_what_a_browser_calls_itself_is_kept_in_part(world: World) -> None:
    person = await a_person(world, Roles())
    await a_session(world, person, Browser(agent="x" * 5000))

    (session,) = await sessions_of(world, person)

    assert session.agent == "x" * 300
