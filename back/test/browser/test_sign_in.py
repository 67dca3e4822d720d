"""Signing in and out in a real browser, also without scripts, in light and in dark, by keyboard.

Needs Playwright and a Chromium, as the tests of GraphiQL do.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Page, async_playwright

from api.http.cookies import SESSION_COOKIE
from app.sign_in import routes
from app.sign_in.issuers import Issuer
from browser.test_graphiql import CHROMIUM, QUIET, is_bad, is_own, type_into
from people import a_person
from signing_in import a_link, a_session, sessions_of
from stakeholders.types import Browser
from web_sample import served
from world import World, one_world

READABLE: Final = 4.5  # WCAG 2.2, 1.4.3: the least contrast of text, of its usual size
COLOURS: Final = """
() => [...document.querySelectorAll('h1, h2, p, a, button, code, strong, span, time')].map(e => {
  let behind = e;
  while (getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)' && behind.parentElement)
    behind = behind.parentElement;
  return [e.tagName + ' ' + e.textContent.trim().slice(0, 30), getComputedStyle(e).color,
    getComputedStyle(behind).backgroundColor];
})
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A page of a fresh browser, and the service at ``origin`` that it looks at."""

    page: Page
    origin: str
    world: World
    problems: list[str]


@asynccontextmanager
async def a_scene(folder: Path, **looks: Any) -> AsyncIterator[Scene]:
    """Serve a world to a browser that ``looks`` so; what it complains of is noted."""
    problems: list[str] = []
    async with (
        one_world(folder / "world") as world,
        served(world.app, world.service.settings) as port,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        context = await browser.new_context(viewport={"width": 900, "height": 760}, **looks)
        page, origin = await context.new_page(), f"http://localhost:{port}"
        page.on("console", lambda line: problems.append(line.text) if is_bad(line.type) else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "request", lambda sent: None if is_own(sent.url, origin) else problems.append(sent.url)
        )
        try:
            yield Scene(page=page, origin=origin, world=world, problems=problems)
        finally:
            await browser.close()


async def signed_in(scene: Scene, email: str) -> None:
    """Follow a new link of a person, and confirm it with the one button that has the focus."""
    secret = await a_link(scene.world, email)
    await scene.page.goto(f"{scene.origin}/sign-in-link?secret={secret}")
    await scene.page.locator("button:focus").wait_for()
    await scene.page.keyboard.press("Enter")
    await scene.page.wait_for_url(f"{scene.origin}/api")


async def test_a_link_signs_in_and_graphiql_needs_no_token(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        await signed_in(scene, "ada@example.com")
        page = scene.page
        await page.wait_for_selector(".graphiql-query-editor .CodeMirror")
        await type_into(page, ".graphiql-query-editor", "{ me { userEmail callerOrigin } }")
        await page.keyboard.press("Control+Enter")
        await page.wait_for_selector(".result-window >> text=ada@example.com")
        (cookie,) = await page.context.cookies()
        seen = await page.evaluate("document.cookie")
        problems = scene.problems

    assert cookie["name"] == SESSION_COOKIE
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Lax")
    assert seen == ""
    assert problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_of_it_works_without_scripts_and_by_keyboard(tmp_path: Path, scheme: str) -> None:
    async with a_scene(tmp_path, java_script_enabled=False, color_scheme=scheme) as scene:
        page, world = scene.page, scene.world
        person = await a_person(world, email="ada@example.com")
        phone = Browser(agent="Mozilla/5.0 (iPhone) Safari/604.1", address="192.0.2.7")
        await a_session(world, person, phone)
        await page.goto(scene.origin)
        await page.screenshot(path=tmp_path / f"sign-in-{scheme}.png")
        await signed_in(scene, person.email)
        await page.goto(scene.origin)
        await page.screenshot(path=tmp_path / f"home-{scheme}.png")
        await page.get_by_role("button", name="End the session of Safari on iPhone").focus()
        await page.keyboard.press("Enter")
        await page.wait_for_selector("text=This browser")
        left = await page.get_by_role("listitem").count()
        (session,) = await sessions_of(world, person)
        for _ in range(2):  # past the way on
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.get_by_role("heading", name="Sign in", exact=True).wait_for()
        gone = await sessions_of(world, person)
        cookies = await page.context.cookies()

    assert left == 1
    assert session.method == "sign-in link"
    assert (gone, cookies) == ((), [])
    assert scene.problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_stands_out_enough_to_be_read(
    tmp_path: Path, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [Issuer(label="Example", href="/sign-in/example"), Issuer(label="Other", href="/other")]
    monkeypatch.setattr(routes, "issuers", lambda _: shown)
    async with a_scene(tmp_path, color_scheme=scheme) as scene:
        page = scene.page
        found: list[tuple[str, str, str]] = []
        for path in ("/", "/sign-in-link?secret=x"):
            await page.goto(f"{scene.origin}{path}")
            found += await page.evaluate(COLOURS)
        await page.goto(scene.origin)
        await page.screenshot(path=tmp_path / f"issuers-{scheme}.png")
        await page.keyboard.press("Tab")
        outline = await page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        await signed_in(scene, "ada@example.com")
        await page.goto(scene.origin)
        found += await page.evaluate(COLOURS)

    faint = [what for what, ink, ground in found if contrast(ink, ground) < READABLE]
    assert len(found) > 12
    assert faint == []
    assert outline == "3px"


async def test_a_page_has_the_parts_that_people_who_hear_it_go_by(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        page = scene.page
        await signed_in(scene, "ada@example.com")
        await page.goto(scene.origin)
        language = await page.evaluate("document.documentElement.lang")
        title = await page.title()
        parts = {
            role: await page.get_by_role(role).count()
            for role in ("banner", "main", "heading", "list", "button")
        }
        named = await page.get_by_role("list", name="Your sessions").count()

    assert (language, title) == ("en", "You are signed in - Integrates")
    assert parts == {"banner": 1, "main": 1, "heading": 2, "list": 1, "button": 1}
    assert named == 1


async def test_a_small_screen_needs_no_scrolling_aside(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        page = scene.page
        await page.set_viewport_size({"width": 320, "height": 640})
        widths = []
        await page.goto(scene.origin)
        widths.append(await page.evaluate("document.documentElement.scrollWidth"))
        await signed_in(scene, f"{'ada' * 15}@example.com")
        await page.goto(scene.origin)
        widths.append(await page.evaluate("document.documentElement.scrollWidth"))
        await page.screenshot(path=tmp_path / "small.png")

    assert widths == [320, 320]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted(map(_luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = colour[colour.index("(") + 1 : -1].split(",")[:3]
    red, green, blue = [_linear(int(part) / 255) for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
