"""Tokens on their way to their end: their owners are warned, and unused ones are revoked."""

from datetime import timedelta
from typing import Any

import pytest

from authz.tokens import digest_of
from cutting import Cut, cut_at
from db_model.access.types import GroupRole
from db_model.api_tokens import keys
from db_model.types import TokenId
from functional.mutations.test_update_notifications_preferences import UPDATE as CHOOSE
from invitations import mails_to
from jobs.rules import run_of
from jobs_by_hand import held_before, let_go
from people import a_person, a_tenant, an_agent_of, member_of
from refusals import LOGIN_REQUIRED, refusal
from stakeholders.domain import WATCH, watch_token
from store.requests import RequestStore
from tokens import added, tokens_of
from world import World

FORCES = "mutation ($name: String!) { updateForcesAccessToken(groupName: $name) { success } }"
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

    mails = await mails_to(world, person.email)
    assert before == []
    assert [mail["Subject"].startswith("The token CI expires on ") for mail in mails] == [True] * 2
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
    assert await mails_to(world, person.email) == []
    assert "job" not in {item.kind for item in (await world.contents()).values()}


async def test_a_token_that_nobody_uses_for_half_a_year_is_revoked(world: World) -> None:
    person = await a_person(world)
    text = await added(world, person, days=181.9)

    await _later(world, 181)

    notices = await _notices(world, person.token)
    assert refusal(await world.ask(NOTICES, token=text)) == LOGIN_REQUIRED
    assert [each["kind"] for each in notices][:1] == ["TOKEN_UNUSED"]
    last = (await mails_to(world, person.email))[-1]
    assert last["Subject"] == "The token CI was revoked, as nobody used it"
    assert set(await tokens_of(world, person.token)) == {"test"}


async def test_a_token_that_is_used_is_not(world: World) -> None:
    person = await a_person(world)
    text = await added(world, person, days=181.9)
    await _later(world, 100)
    await tokens_of(world, text)

    await _later(world, 81)

    assert "CI" in await tokens_of(world, text)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    ("life", "days", "told"),
    [(10, 8, "expires on"), (181.9, 181, "was revoked, as nobody used it")],
)
async def test_cut_off_the_job_tells_it_once(
    world: World, moment: str, life: float, days: int, told: str
) -> None:
    person = await a_person(world)
    text = await added(world, person, days=life)
    id_ = (await tokens_of(world, text))["CI"]["id"]
    held = await held_before(world, WATCH, f"{id_}/{person.email}/0")
    world.clock.advance(timedelta(days=days))
    store = world.service.engines.store

    db = RequestStore(cut_at(store, moment, commit=1))
    with pytest.raises(Cut):
        await watch_token(db, run_of(held), at=world.clock())
    for _ in range(2):
        await watch_token(RequestStore(store), run_of(held), at=world.clock())
    await let_go(world, held)

    subjects = [mail["Subject"] for mail in await mails_to(world, person.email)]
    assert [told in subject for subject in subjects].count(True) == 1


async def test_of_a_ci_agents_token_its_asker_and_the_managers_are_told(world: World) -> None:
    tenant = await a_tenant(world)
    asker, manager, busy = [await a_person(world, member_of(tenant)) for _ in range(3)]
    user = await a_person(world, member_of(tenant, GroupRole.USER))
    for person in (asker, busy):
        await world.ask(CHOOSE, token=person.token, given={"email": ["NEW_COMMENT"]})
    await an_agent_of(world, tenant)
    await world.ask(FORCES, token=asker.token, name=tenant.group.name)

    await _later(world, 177.5)

    for person in (asker, manager):
        mails = await mails_to(world, person.email)
        assert len({mail["Message-ID"] for mail in mails}) == len(mails) == 1
        assert mails[0]["Subject"].startswith("The token CI agent expires on ")
    for person in (busy, user):
        assert await mails_to(world, person.email) == []


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
