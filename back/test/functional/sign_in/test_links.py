"""A sign-in link lets one person in, once, within a quarter of an hour."""

import asyncio
from datetime import timedelta

import pytest

from api.http.cookies import SESSION_COOKIE
from authz.access import Principal, access_of
from authz.links import LIFE, link_digest
from db_model.types import Email
from people import a_person
from refusals import LOGIN_REQUIRED, nothing_written, refusal
from signing_in import FIREFOX, a_browser, a_link, a_session, cookie_of, sessions_of
from stakeholders.domain import sign_in_by_link
from stakeholders.errors import LinkExpired
from store.counting import counting
from store.requests import RequestStore
from world import World

ME = "{ me { userEmail } }"
DONE = "This link does not work"


async def test_following_it_only_asks(world: World) -> None:
    secret = await a_link(world, "ada@example.com")

    async with nothing_written(world), a_browser(world) as browser:
        page = await browser.get("/sign-in-link", params={"secret": secret})

    assert (page.status_code, page.headers["referrer-policy"]) == (200, "strict-origin")
    assert f'name="secret" value="{secret}"' in page.text
    assert "set-cookie" not in page.headers


async def test_confirming_it_signs_in(world: World) -> None:
    person = await a_person(world, email="ada@example.com")
    secret = await a_link(world, person.email)

    async with a_browser(world) as browser:
        answer = await browser.post("/sign-in-link", data={"secret": secret})
        me = await browser.post("/api", json={"query": ME})

    assert (answer.status_code, answer.headers["location"]) == (303, "/api")
    assert me.json()["data"] == {"me": {"userEmail": "ada@example.com"}}
    (session,) = await sessions_of(world, person)
    assert (session.method, session.agent) == ("sign-in link", "Firefox/140.0 Linux")
    cookie, *attributes = answer.headers["set-cookie"].split("; ")
    assert cookie.startswith(f"{SESSION_COOKIE}=")
    assert sorted(attributes) == ["HttpOnly", "Max-Age=28800", "Path=/", "SameSite=lax", "Secure"]


async def test_it_adds_who_is_not_there(world: World) -> None:
    secret = await a_link(world, "New@example.com")

    async with a_browser(world) as browser:
        await browser.post("/sign-in-link", data={"secret": secret})
        me = await browser.post("/api", json={"query": ME})

    assert me.json()["data"] == {"me": {"userEmail": "new@example.com"}}


async def test_a_sign_in_costs_two_gets_a_query_and_a_commit(world: World) -> None:
    person = await a_person(world)
    await a_session(world, person)
    secret = await a_link(world, person.email)

    with counting() as spent:
        await sign_in_by_link(RequestStore(world.store), secret, FIREFOX, at=world.clock())

    assert (spent.gets, spent.queries, spent.commits) == (2, 1, 1)


async def test_it_works_once(world: World) -> None:
    secret = await a_link(world, "ada@example.com")
    async with a_browser(world) as browser:
        await browser.post("/sign-in-link", data={"secret": secret})

    async with nothing_written(world), a_browser(world) as other:
        answer = await other.post("/sign-in-link", data={"secret": secret})

    assert (answer.status_code, DONE in answer.text) == (403, True)
    assert "set-cookie" not in answer.headers


async def test_of_many_who_confirm_it_at_once_one_gets_in(world: World) -> None:
    secret = await a_link(world, "ada@example.com")

    async with a_browser(world) as browser:
        answers = await asyncio.gather(
            *(browser.post("/sign-in-link", data={"secret": secret}) for _ in range(8))
        )

    assert sorted(answer.status_code for answer in answers) == [303] + [403] * 7


async def test_it_is_too_old_after_a_quarter_of_an_hour(world: World) -> None:
    secret = await a_link(world, "ada@example.com")
    world.clock.advance(LIFE)

    async with nothing_written(world), a_browser(world) as browser:
        answer = await browser.post("/sign-in-link", data={"secret": secret})

    assert (answer.status_code, DONE in answer.text) == (403, True)


async def test_that_it_is_too_old_is_not_left_to_the_store_alone(world: World) -> None:
    secret = await a_link(world, "ada@example.com")
    db = RequestStore(world.service.engines.store)

    with pytest.raises(LinkExpired):
        await sign_in_by_link(db, secret, FIREFOX, at=world.clock() + LIFE)


async def test_a_new_one_makes_the_former_useless(world: World) -> None:
    former = await a_link(world, "ada@example.com")
    latter = await a_link(world, "ada@example.com")

    async with a_browser(world) as browser:
        refused = await browser.post("/sign-in-link", data={"secret": former})
        taken = await browser.post("/sign-in-link", data={"secret": latter})

    assert (refused.status_code, taken.status_code) == (403, 303)


@pytest.mark.parametrize("secret", ["", "x", "itg_link_" + "0" * 64, "itg_link_" + "é" * 64])
async def test_garbage_is_as_a_link_that_was_used(world: World, secret: str) -> None:
    used = await a_link(world, "ada@example.com")
    async with a_browser(world) as browser:
        await browser.post("/sign-in-link", data={"secret": used})

    async with nothing_written(world), a_browser(world) as other:
        answer = await other.post("/sign-in-link", data={"secret": secret})
        former = await other.post("/sign-in-link", data={"secret": used})

    assert (answer.status_code, answer.text) == (former.status_code, former.text)


async def test_what_is_stored_of_it_lets_nobody_in(world: World) -> None:
    secret = await a_link(world, "ada@example.com")

    stored = await world.contents()

    assert not any(secret.encode() in item.body or secret in key.pk for key, item in stored.items())
    digest = link_digest(secret)
    async with a_browser(world) as browser:
        answer = await browser.post("/sign-in-link", data={"secret": f"itg_link_{digest}"})
    assert answer.status_code == 403


async def test_a_page_of_another_site_signs_nobody_in(world: World) -> None:
    secret = await a_link(world, "eve@example.com")

    async with nothing_written(world), a_browser(world) as browser:
        answer = await browser.post(
            "/sign-in-link", data={"secret": secret}, headers={"Sec-Fetch-Site": "cross-site"}
        )

    assert (answer.status_code, "Nothing was done" in answer.text) == (403, True)


async def test_who_signs_in_with_it_leaves_the_session_that_the_browser_had(world: World) -> None:
    person, other = await a_person(world), await a_person(world)
    old = await a_session(world, person)

    async with a_browser(world, old) as browser:
        await browser.post("/sign-in-link", data={"secret": await a_link(world, other.email)})
        new = browser.cookies[SESSION_COOKIE]

    assert refusal(await world.ask(ME, token=old)) == LOGIN_REQUIRED
    assert (await world.ask(ME, token=cookie_of(new)))["me"] == {"userEmail": other.email}


async def test_links_vanish_by_themselves(world: World) -> None:
    await a_link(world, "ada@example.com")
    db = RequestStore(world.service.engines.store)
    world.clock.advance(LIFE + timedelta(seconds=1))

    access = await access_of(db, Principal(email=Email("ada@example.com")))

    assert access is not None
    assert access.links == ()


async def test_no_log_has_it(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    secret = await a_link(world, "ada@example.com")

    async with a_browser(world) as browser:
        await browser.get("/sign-in-link", params={"secret": secret})
        await browser.post("/sign-in-link", data={"secret": secret})
        cookie = browser.cookies[SESSION_COOKIE]

    told = "".join(capsys.readouterr())
    assert told.count("path=/sign-in-link") == 2
    assert secret not in told
    assert cookie not in told
