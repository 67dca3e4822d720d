"""Signing out: the session ends for good, and the browser forgets it."""

import pytest

from api.http.cookies import SESSION_COOKIE
from people import a_person
from refusals import LOGIN_REQUIRED, nothing_written, refusal
from signing_in import a_browser, a_session, sessions_of
from world import World

ME = "{ me { userEmail } }"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_it_ends_the_session_and_clears_the_browser(world: World, method: str) -> None:
    person = await a_person(world)
    other, cookie = await a_session(world, person), await a_session(world, person)

    async with a_browser(world, cookie) as browser:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await browser.request(method, "/logout", headers=headers)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert answer.headers["set-cookie"].startswith(f'{SESSION_COOKIE}=""; ')
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert refusal(await world.ask(ME, token=cookie)) == LOGIN_REQUIRED
    assert (await world.ask(ME, token=other)).errors == ()


@pytest.mark.parametrize(
    ("headers", "ends"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "none", "Sec-Purpose": "prefetch;prerender"}, False),
    ],
)
async def test_only_who_goes_there_is_signed_out_by_following_a_link(
    world: World, headers: dict[str, str], *, ends: bool
) -> None:
    person = await a_person(world)
    cookie = await a_session(world, person)

    async with a_browser(world, cookie) as browser:
        del browser.headers["Sec-Fetch-Site"]
        answer = await browser.get("/logout", headers=headers)

    assert answer.status_code == (303 if ends else 200)
    assert len(await sessions_of(world, person)) == (not ends)
    assert ends or '<form method="post" action="/logout">' in answer.text


async def test_looking_at_its_headers_signs_nobody_out(world: World) -> None:
    cookie = await a_session(world, await a_person(world))

    async with nothing_written(world), a_browser(world, cookie) as browser:
        answer = await browser.head("/logout")

    assert answer.status_code == 200


async def test_a_form_of_another_site_signs_nobody_out(world: World) -> None:
    cookie = await a_session(world, await a_person(world))

    async with nothing_written(world), a_browser(world, cookie) as browser:
        answer = await browser.post(
            "/logout", data={"x": "y"}, headers={"Sec-Fetch-Site": "cross-site"}
        )

    assert answer.status_code == 403
    assert (await world.ask(ME, token=cookie)).errors == ()


async def test_who_has_no_session_just_lands_at_the_sign_in_page(world: World) -> None:
    async with nothing_written(world), a_browser(world, "A" * 43) as browser:
        answer = await browser.get("/logout")

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
