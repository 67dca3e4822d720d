"""Which requests the API takes with a cookie: those of our own pages, and of no browser."""

import json
from typing import Final

import pytest

from people import a_person
from signing_in import a_browser, a_session
from world import World

OWN: Final = "http://localhost:8001"
EVIL: Final = "https://evil.example"
QUERY: Final = json.dumps({"query": "{ me { userEmail } }"})
BOUNDARY: Final = "b"
FORM: Final = "".join(
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
    for name, value in (("operations", QUERY), ("map", "{}"))
)
SHAPES: Final = {
    "application/json": QUERY,
    f"multipart/form-data; boundary={BOUNDARY}": f"{FORM}--{BOUNDARY}--\r\n",
    "text/plain": QUERY,
    "application/x-www-form-urlencoded": QUERY,
}
JSON, MULTIPART, PLAIN, ENCODED = SHAPES


@pytest.mark.parametrize(
    ("media", "headers", "by_cookie", "by_token"),
    [
        (JSON, {"Sec-Fetch-Site": "same-origin"}, 200, 200),
        (JSON, {"Sec-Fetch-Site": "cross-site", "Origin": EVIL}, 403, 200),
        (JSON, {"Sec-Fetch-Site": "same-site"}, 403, 200),
        (JSON, {"Origin": OWN}, 200, 200),
        (JSON, {"Origin": EVIL}, 403, 200),
        (JSON, {"Origin": "null"}, 403, 200),
        (JSON, {}, 403, 200),
        (JSON, {"X-CSRFToken": "1"}, 200, 200),
        (MULTIPART, {"Sec-Fetch-Site": "same-origin"}, 200, 200),
        (MULTIPART, {"Sec-Fetch-Site": "cross-site", "X-CSRFToken": "1"}, 403, 200),
        (MULTIPART, {"Origin": EVIL}, 403, 200),
        (MULTIPART, {}, 403, 200),
        (MULTIPART, {"X-Requested-With": "test"}, 200, 200),
        (PLAIN, {"Sec-Fetch-Site": "same-origin"}, 415, 415),
        (PLAIN, {"Origin": EVIL}, 415, 415),
        (ENCODED, {"Sec-Fetch-Site": "same-origin"}, 415, 415),
        (ENCODED, {"Origin": EVIL}, 415, 415),
    ],
)
async def test_a_cookie_acts_for_our_own_pages_and_a_token_for_who_has_it(
    world: World, media: str, headers: dict[str, str], by_cookie: int, by_token: int
) -> None:
    person = await a_person(world)
    cookie = await a_session(world, person)
    sent = {"Content-Type": media, **headers}

    async with a_browser(world, cookie) as browser:
        del browser.headers["Sec-Fetch-Site"]
        with_cookie = await browser.post("/api", content=SHAPES[media], headers=sent)
        bearer = {"Authorization": f"Bearer {person.token}"}
        with_token = await browser.post("/api", content=SHAPES[media], headers=sent | bearer)

    assert (with_cookie.status_code, with_token.status_code) == (by_cookie, by_token)
    for answer in (with_cookie, with_token):
        if answer.status_code == 200:
            assert answer.json()["data"] == {"me": {"userEmail": person.email}}
        else:
            assert person.email not in answer.text


@pytest.mark.parametrize("header", ["Bearer x", "Bearer", "", "Basic eDp5"])
async def test_a_bad_token_is_not_made_up_for_by_a_good_cookie(world: World, header: str) -> None:
    cookie = await a_session(world, await a_person(world))

    async with a_browser(world, cookie) as browser:
        answer = await browser.post(
            "/api", content=QUERY, headers={"Content-Type": JSON, "Authorization": header}
        )

    assert [error["message"] for error in answer.json()["errors"]] == ["Login required"]


async def test_the_token_wins_where_both_are_good(world: World) -> None:
    person, other = await a_person(world), await a_person(world)

    async with a_browser(world, await a_session(world, other)) as browser:
        answer = await browser.post(
            "/api",
            content=QUERY,
            headers={"Content-Type": JSON, "Authorization": f"Bearer {person.token}"},
        )

    assert answer.json()["data"] == {"me": {"userEmail": person.email}}


async def test_no_socket_is_opened_with_a_cookie(world: World) -> None:
    cookie = await a_session(world, await a_person(world))

    async with a_browser(world, cookie) as browser:
        answer = await browser.get(
            "/api", headers={"Connection": "Upgrade", "Upgrade": "websocket", "Origin": EVIL}
        )

    assert answer.status_code == 405
