"""GraphiQL in a real browser: from our own files, under its policy, with a typed-in token.

Needs Playwright and a Chromium: the one that INTEGRATES_TEST_CHROMIUM names, else Debian's.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from playwright.async_api import Page, Response, async_playwright

from web_sample import TOKEN, make_app, served

CHROMIUM: Final = os.environ.get("INTEGRATES_TEST_CHROMIUM", "/usr/bin/chromium")
QUIET: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@asynccontextmanager
async def opened_page(problems: list[str]) -> AsyncIterator[tuple[Page, str]]:
    """Yield a fresh page and the service's origin; what the browser complains of is noted."""
    async with served(make_app()) as port, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        page = await browser.new_page()
        origin = f"http://127.0.0.1:{port}"
        page.on("console", lambda line: problems.append(line.text) if is_bad(line.type) else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "request", lambda sent: None if is_own(sent.url, origin) else problems.append(sent.url)
        )
        try:
            yield page, origin
        finally:
            await browser.close()


def is_bad(kind: str) -> bool:
    return kind in {"error", "warning"}


def is_own(url: str, origin: str) -> bool:
    return url.startswith((origin, "data:"))


def is_answer(response: Response) -> bool:
    method: str = response.request.method
    return method == "POST"


async def type_into(page: Page, editor: str, text: str) -> None:
    """Replace what stands in one of the editors."""
    await page.click(f"{editor} .CodeMirror:visible")
    await page.keyboard.press("Control+A")
    await page.keyboard.insert_text(text)


async def test_a_typed_in_token_runs_a_query_and_opens_the_documentation(tmp_path: Path) -> None:
    problems: list[str] = []

    async with opened_page(problems) as (page, origin):
        await page.goto(f"{origin}/api")
        await page.wait_for_selector(".graphiql-query-editor .CodeMirror")
        await type_into(
            page,
            '[aria-label="Headers"]',
            f'{{"Authorization": "Bearer {TOKEN}"}}',
        )
        await type_into(page, ".graphiql-query-editor", "{ me { userEmail role } }")
        await page.keyboard.press("Control+Enter")
        await page.wait_for_selector(".result-window >> text=someone@example.com")
        async with page.expect_response(is_answer) as schema:
            await page.click('[aria-label="Re-fetch GraphQL schema"]')
        introspected = await (await schema.value).json()
        await page.click('[aria-label="Show Documentation Explorer"]')
        await page.wait_for_selector(".graphiql-doc-explorer-content >> text=Query")
        await page.screenshot(path=tmp_path / "graphiql.png")

    assert "errors" not in introspected
    assert introspected["data"]["__schema"]["queryType"]["name"] == "Query"
    assert problems == []


async def test_a_page_without_a_token_shows_that_the_schema_needs_one() -> None:
    problems: list[str] = []

    async with opened_page(problems) as (page, origin):
        async with page.expect_response(is_answer) as schema:
            await page.goto(f"{origin}/api")
        told = await (await schema.value).json()

    assert told == {
        "errors": [{"message": "Login required", "extensions": {"code": "UNAUTHENTICATED"}}]
    }
    assert problems == []
