"""addAccessToken."""

from datetime import timedelta

import pytest

from authz.tokens import digest_of
from people import Person, a_person
from refusals import LOGIN_REQUIRED, Refusal, nothing_written, refusal
from world import START, Answer, World

ADD = """
mutation ($expirationTime: Int!, $name: String!) {
  addAccessToken(expirationTime: $expirationTime, name: $name) { success sessionJwt }
}
"""
TOKENS = "{ me { userEmail accessTokens { name } } }"
LATER = int((START + timedelta(days=30)).timestamp())


async def _add(
    world: World, person: Person | None, *, name: str = "CI", expires: int = LATER
) -> Answer:
    token = person.token if person else None
    return await world.ask(ADD, token=token, expirationTime=expires, name=name)


async def test_a_token_is_added_that_acts_as_its_owner(world: World) -> None:
    person = await a_person(world)

    answer = await _add(world, person, name="my pipeline")

    text = answer["addAccessToken"]["sessionJwt"]
    me = await world.ask(TOKENS, token=text)
    assert answer["addAccessToken"]["success"] is True
    assert text.startswith("itg_user_")
    assert me["me"]["userEmail"] == person.email
    assert {token["name"] for token in me["me"]["accessTokens"]} == {"test", "my pipeline"}


async def test_the_text_of_a_token_is_stored_nowhere(world: World) -> None:
    person = await a_person(world)

    answer = await _add(world, person)

    text: str = answer["addAccessToken"]["sessionJwt"]
    digest = digest_of(text)
    contents = repr(await world.contents())
    assert text not in contents
    assert text.removeprefix("itg_user_") not in contents
    assert digest is not None
    assert digest in contents


async def test_a_token_works_until_it_expires(world: World) -> None:
    person = await a_person(world)
    answer = await _add(world, person)
    text = answer["addAccessToken"]["sessionJwt"]

    world.clock.advance(timedelta(days=29))
    before = await world.ask(TOKENS, token=text)
    world.clock.advance(timedelta(days=1))
    after = await world.ask(TOKENS, token=text)

    assert before["me"]["userEmail"] == person.email
    assert refusal(after) == LOGIN_REQUIRED


async def test_two_tokens_stand_at_once_and_no_more(world: World) -> None:
    person = await a_person(world)
    await _add(world, person)

    async with nothing_written(world):
        answer = await _add(world, person)

    assert refusal(answer) == (
        "Exception - Could not add token, maximum number of tokens at the same time is 2",
        "CONFLICT",
    )


async def test_a_token_that_expired_gives_way(world: World) -> None:
    person = await a_person(world)
    await _add(world, person, name="old", expires=int(START.timestamp()) + 60)
    world.clock.advance(timedelta(minutes=2))

    await _add(world, person, name="new")

    me = await world.ask(TOKENS, token=person.token)
    assert {token["name"] for token in me["me"]["accessTokens"]} == {"test", "new"}


async def test_nobody_who_has_not_signed_in_adds_one(world: World) -> None:
    async with nothing_written(world):
        answer = await _add(world, None)

    assert refusal(answer) == LOGIN_REQUIRED


async def test_a_token_that_was_revoked_adds_none(world: World) -> None:
    person = await a_person(world)
    await world.ask("mutation { invalidateAccessToken { success } }", token=person.token)

    async with nothing_written(world):
        answer = await _add(world, person)

    assert refusal(answer) == LOGIN_REQUIRED


NOW = int(START.timestamp())
BAD_TIME = ("Exception - Invalid Expiration Time", "INVALID")


@pytest.mark.parametrize(
    ("name", "expires", "told"),
    [
        ("CI", NOW, BAD_TIME),
        ("CI", 0, BAD_TIME),
        ("CI", NOW + 26 * 7 * 86_400 + 1, BAD_TIME),
        (" ", LATER, ("Exception - Field cannot fill with blank characters", "INVALID")),
        ("n" * 21, LATER, ("Exception - Invalid field length in form", "INVALID")),
        ("a<b", LATER, ("Exception - Invalid characters in name", "INVALID")),
    ],
)
async def test_bad_input_is_refused(world: World, name: str, expires: int, told: Refusal) -> None:
    person = await a_person(world)

    async with nothing_written(world):
        answer = await _add(world, person, name=name, expires=expires)

    assert refusal(answer) == told
