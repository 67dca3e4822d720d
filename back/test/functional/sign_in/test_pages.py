"""The page at ``/``: how to sign in, or who has signed in and where."""

import re
from dataclasses import dataclass

import pytest

from db_model.stakeholders.types import PlatformRole
from people import Person, Roles, a_person
from refusals import LOGIN_REQUIRED, nothing_written, refusal
from signing_in import FIREFOX, a_browser, a_session, sessions_of
from stakeholders.types import Browser
from world import World

ME = "{ me { userEmail } }"
NASTY = "\"><script>alert('1')</script>&amp;"


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of a page, and the addresses that it leads to."""

    names: frozenset[str]
    addresses: tuple[str, ...]


def tags_of(text: str) -> Tags:
    """Return what a page has, which must not run by itself."""
    tags = [(match[1], match[2]) for match in re.finditer(r"<([a-z0-9]+)([^<>]*)>", text)]
    attributes = [pair for _, rest in tags for pair in re.findall(r'([a-z-]+)="([^"]*)"', rest)]
    assert not {name for name, _ in attributes if name.startswith("on") or name == "style"}
    return Tags(
        names=frozenset(name for name, _ in tags),
        addresses=tuple(value for name, value in attributes if name in {"src", "href", "action"}),
    )


async def test_who_has_not_signed_in_is_told_how(world: World) -> None:
    async with a_browser(world) as browser:
        page = await browser.get("/")

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<h1>Sign in</h1>" in page.text
    assert "integrates admin sign-in-link EMAIL" in page.text


async def test_a_page_lets_nothing_run_and_loads_nothing_that_is_not_ours(world: World) -> None:
    person = await a_person(world)
    async with a_browser(world, await a_session(world, person)) as browser:
        page = await browser.get("/")
        found = tags_of(page.text)
        loaded = [await browser.get(each) for each in found.addresses if "/static/" in each]

    assert "script" not in found.names
    assert all(address.startswith("/") for address in found.addresses)
    assert [each.status_code for each in loaded] == [200, 200, 200]
    assert page.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
        " form-action 'self'; frame-ancestors 'none'"
    )
    assert "no-store" in page.headers["cache-control"]


async def test_who_has_signed_in_is_told_who_and_where(world: World) -> None:
    person = await a_person(world, email="ada@example.com")
    other = await a_session(world, person, Browser(agent="Chrome/140 Windows", address="192.0.2.9"))
    current = await a_session(world, person)

    async with a_browser(world, current) as browser:
        page = await browser.get("/")

    assert "As Test Person, <code>ada@example.com</code>" in page.text
    assert page.text.count("This browser") == 1
    assert page.text.count('action="/end-session"') == 1
    assert "Chrome on Windows" in page.text
    assert "192.0.2.9, by test" in page.text
    assert 'href="/api"' in page.text
    assert other.partition("=")[2] not in page.text


async def test_what_a_browser_calls_itself_is_only_text(world: World) -> None:
    person = await a_person(world)
    cookie = await a_session(world, person, Browser(agent=NASTY, address=NASTY))

    async with a_browser(world, cookie) as browser:
        page = await browser.get("/")
        link = await browser.get("/sign-in-link", params={"secret": NASTY})

    assert "script" not in tags_of(page.text).names
    assert "script" not in tags_of(link.text).names
    assert "&quot;&gt;&lt;script&gt;" in page.text


async def test_another_session_is_ended_by_its_button(world: World) -> None:
    person = await a_person(world)
    other = await a_session(world, person)
    (session,) = await sessions_of(world, person)
    current = await a_session(world, person)

    async with a_browser(world, current) as browser:
        answer = await browser.post("/end-session", data={"id": session.id})
        again = await browser.post("/end-session", data={"id": session.id})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert again.status_code == 303
    assert refusal(await world.ask(ME, token=other)) == LOGIN_REQUIRED
    assert (await world.ask(ME, token=current)).errors == ()


async def test_a_session_of_somebody_else_goes_on(world: World) -> None:
    person, victim = await a_person(world), await a_person(world)
    theirs, own = await a_session(world, victim), await a_session(world, person)
    (session,) = await sessions_of(world, victim)

    async with nothing_written(world), a_browser(world, own) as browser:
        await browser.post("/end-session", data={"id": session.id})

    assert (await world.ask(ME, token=theirs)).errors == ()


async def test_nobody_ends_one_who_has_not_signed_in(world: World) -> None:
    person = await a_person(world)
    await a_session(world, person)
    (session,) = await sessions_of(world, person)

    async with nothing_written(world), a_browser(world) as browser:
        answer = await browser.post("/end-session", data={"id": session.id})

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "http://localhost:8001"}, 303),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
        ({"X-Requested-With": "script"}, 303),
        ({"Sec-Fetch-Site": "cross-site", "X-Requested-With": "script"}, 403),
    ],
)
async def test_only_a_page_of_ours_ends_a_session(
    world: World, headers: dict[str, str], status: int
) -> None:
    person = await a_person(world)
    cookie = await a_session(world, person)
    (session,) = await sessions_of(world, person)

    async with a_browser(world, cookie) as browser:
        del browser.headers["Sec-Fetch-Site"]
        answer = await browser.post("/end-session", data={"id": session.id}, headers=headers)

    assert answer.status_code == status
    assert len(await sessions_of(world, person)) == (status == 403)


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"id=x", "text/plain", 415),
        (b"{}", "application/json", 415),
        (b"id=" + b"x" * 5000, "application/x-www-form-urlencoded", 413),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a=b" for _ in range(20)), "application/x-www-form-urlencoded", 400),
        (b"", "application/x-www-form-urlencoded", 303),
    ],
)
async def test_what_is_no_small_form_is_refused(
    world: World, content: bytes, media: str, status: int
) -> None:
    cookie = await a_session(world, await a_person(world))

    async with nothing_written(world), a_browser(world, cookie) as browser:
        answer = await browser.post(
            "/end-session", content=content, headers={"Content-Type": media}
        )

    assert answer.status_code == status


async def test_a_token_shows_the_page_of_its_owner_without_a_session(world: World) -> None:
    person: Person = await a_person(world, Roles(platform=PlatformRole.USER))
    await a_session(world, person, FIREFOX)

    async with a_browser(world) as browser:
        page = await browser.get("/", headers={"Authorization": f"Bearer {person.token}"})

    assert "This browser" not in page.text
    assert person.email in page.text


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/error401", 403, "You are not signed in"),
        ("/error500", 500, "Something went wrong"),
        ("/invalid_invitation", 404, "Invalid or expired link"),
    ],
)
async def test_a_front_end_sends_people_to_pages_that_say_what_failed(
    world: World, path: str, status: int, title: str
) -> None:
    async with a_browser(world) as browser:
        page = await browser.get(path)

    assert page.status_code == status
    assert f"<h1>{title}</h1>" in page.text
