"""Tokens on their way to their end: their owners are warned, and unused ones are revoked."""

from datetime import timedelta
from typing import Any

from authz.tokens import digest_of
from db_model.api_tokens import keys
from db_model.types import TokenId
from jobs.rules import run_of
from jobs_by_hand import held_before
from people import a_person
from refusals import LOGIN_REQUIRED, refusal
from stakeholders.domain import WATCH, watch_token
from store.requests import RequestStore
from tokens import added, tokens_of
from world import World

NOTICES = "{ me { notices { id kind tokenId tokenName tokenExpiresAt } } }"


async def _later(world: World, days: float) -> None:
    world.clock.advance(timedelta(days=days))
    world.service.bell.stir()
    await world.contents()


async def _notices(world: World, text: str) -> list[dict[str, Any]]:
    notices: list[dict[str, Any]] = (await world.ask(NOTICES, token=text))["me"]["notices"]
    return notices


async def test_the_end_of_a_token_is_told_fourteen_and_three_days_ahead(world: World) -> None:
    person = await a_person(world)
    text = await added(world, person, days=90)
    (token,) = [t for t in (await tokens_of(world, text)).values() if t["name"] == "CI"]

    await _later(world, 75.9)
    before = await _notices(world, text)
    await _later(world, 0.2)
    first = await _notices(world, text)
    await _later(world, 11)
    both = await _notices(world, text)

    assert before == []
    assert first == [
        {
            "id": f"{token['id']}/TOKEN_EXPIRES/14",
            "kind": "TOKEN_EXPIRES",
            "tokenId": token["id"],
            "tokenName": "CI",
            "tokenExpiresAt": token["expiresAt"],
        }
    ]
    assert [each["id"] for each in both] == [
        f"{token['id']}/TOKEN_EXPIRES/{days}" for days in (3, 14)
    ]


async def test_what_was_replaced_or_revoked_is_not_warned_of(world: World) -> None:
    person = await a_person(world)
    text = await added(world, person, days=20)
    id_ = (await tokens_of(world, text))["CI"]["id"]
    await world.ask(
        "mutation ($id: ID!) { invalidateAccessToken(id: $id) { success } }",
        token=person.token,
        id=id_,
    )

    await _later(world, 19)

    assert await _notices(world, person.token) == []
    assert "job" not in {item.kind for item in (await world.contents()).values()}


async def test_a_token_that_nobody_uses_for_half_a_year_is_revoked(world: World) -> None:
    person = await a_person(world)
    text = await added(world, person, days=181.9)

    await _later(world, 181)

    notices = await _notices(world, person.token)
    assert refusal(await world.ask(NOTICES, token=text)) == LOGIN_REQUIRED
    assert [each["kind"] for each in notices][:1] == ["TOKEN_UNUSED"]
    assert set(await tokens_of(world, person.token)) == {"test"}


async def test_a_token_that_is_used_is_not(world: World) -> None:
    person = await a_person(world)
    text = await added(world, person, days=181.9)
    await _later(world, 100)
    await tokens_of(world, text)

    await _later(world, 81)

    assert "CI" in await tokens_of(world, text)


async def test_a_run_that_is_repeated_tells_the_same(world: World) -> None:
    person = await a_person(world)
    text = await added(world, person, days=10)
    digest = digest_of(text)
    assert digest is not None
    id_ = TokenId((await tokens_of(world, text))["CI"]["id"])
    held = await held_before(world, WATCH, f"{id_}/{person.email}/0")
    world.clock.advance(timedelta(days=8))

    for _ in range(2):
        db = RequestStore(world.service.engines.store)
        await watch_token(db, run_of(held), at=world.clock())

    assert len(await _notices(world, text)) == 1
    assert keys.main(person.email, id_) in await world.everything()
