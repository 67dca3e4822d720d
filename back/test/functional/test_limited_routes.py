"""The routes beside the API that sign people and CI jobs in may be tried so often, and no more."""

from pathlib import Path

import pytest

from people import a_person
from refusals import nothing_written
from settings import Rates, Settings
from signing_in import a_browser, a_link
from world import one_world

pytestmark = pytest.mark.changes_db


async def test_sign_in_links_are_tried_ten_times_from_an_address(tmp_path: Path) -> None:
    async with one_world(tmp_path, settings=Settings()) as world, a_browser(world) as browser:
        person = await a_person(world)
        secret = await a_link(world, person.email)
        tries = [await browser.post("/sign-in-link", data={"secret": str(n)}) for n in range(10)]

        async with nothing_written(world):
            refused = await browser.post("/sign-in-link", data={"secret": secret})

    assert all("This link does not work" in answer.text for answer in tries)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert "Too many requests" in refused.text


async def test_tokens_are_exchanged_as_often_as_an_address_may_ask(tmp_path: Path) -> None:
    async with (
        one_world(tmp_path, settings=Settings(rates=Rates(rate_anonymous=2))) as world,
        a_browser(world) as client,
    ):
        tries = [await client.post("/token", data={"grant_type": "none"}) for _ in range(3)]

    assert [answer.status_code for answer in tries] == [400, 400, 429]
    assert tries[-1].json()["error"] == "temporarily_unavailable"
    assert tries[-1].headers["retry-after"] == "30"
