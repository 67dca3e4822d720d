"""Signing in with a certified issuer, through its own pages."""

import os
import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import Final

import pytest
from httpx import AsyncClient

from authz.access import Principal, access_of
from browsing import Browser, Doors, configured, doors, role
from db_model.types import Email
from engines.oidc import CLIENT_ID, CLIENT_SECRET, KEY_CLIENT_ID, KEY_VARIABLE, VARIABLE
from identity_provider import FakeIssuer
from kit.time import now
from people import a_tenant
from store.requests import RequestStore
from world import World

ROLES: Final = (
    role("leads", "organization", "acme", "user_manager"),
    role("developers", "group", "acmegroup", "user"),
)
MOST_PAGES: Final = 8
_FORM: Final = re.compile(r'<form[^>]*action="([^"]+)"')
_HIDDEN: Final = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
async def door(world: World) -> AsyncIterator[Doors]:
    """Give a service that the issuer knows twice: by a secret and by a key."""
    url, key = os.environ[VARIABLE], _key()
    world.clock.instant = now()  # the issuer has its own clock
    await a_tenant(world)
    real = FakeIssuer(url=url, clock=world.clock)  # for its address only
    secret = configured(
        real, name="real", client_id=CLIENT_ID, client_secret=CLIENT_SECRET, roles=ROLES
    )
    by_key = configured(
        real, name="by-key", client_id=KEY_CLIENT_ID, client_secret=None, private_key=key
    )
    async with doors(world, real, [secret, by_key]) as opened:
        yield opened


def _key() -> str:
    return Path(os.environ[KEY_VARIABLE]).read_text()


async def _answer_of(url: str, name: str) -> tuple[str, dict[str, str]]:
    """Sign in on the issuer's pages as ``name`` and consent; return where that leads back to."""
    async with AsyncClient(timeout=10) as client:
        page = await client.get(url)
        for _ in range(MOST_PAGES):
            if page.is_redirect:
                location = page.headers["location"]
                if location.startswith("http://localhost:8001/"):
                    back = page.next_request
                    assert back is not None
                    return back.url.path, dict(back.url.params)
                page = await client.get(page.url.join(location))
                continue
            form = _FORM.search(page.text)
            assert form is not None, page.text
            filled = {key: unescape(value) for key, value in _HIDDEN.findall(page.text)}
            if 'name="login"' in page.text:
                filled |= {"login": name, "password": "any"}
            page = await client.post(page.url.join(unescape(form[1])), data=filled)
    pytest.fail("the issuer does not come to an end")


async def _sign_in(door: Doors, name: str, *, issuer: str = "real") -> Browser:
    browser = door.browser()
    url = await browser.leave(f"/sign-in/{issuer}")
    path, answer = await _answer_of(url, name)
    await browser.get(path, **answer)
    return browser


@pytest.mark.parametrize("issuer", ["real", "by-key"])
async def test_somebody_signs_in(door: Doors, issuer: str) -> None:
    browser = await _sign_in(door, "grace", issuer=issuer)

    assert await browser.me() == {"userEmail": "grace@example.com", "userName": "grace Person"}


async def test_whom_the_issuer_has_not_verified_is_not_signed_in(door: Doors) -> None:
    browser = await _sign_in(door, "unverified")

    assert not browser.is_signed_in


async def test_the_issuers_groups_give_roles(door: Doors) -> None:
    await _sign_in(door, "lead")
    await _sign_in(door, "developer")

    db = RequestStore(door.world.store)
    lead, developer = [
        await access_of(db, Principal(email=Email(f"{name}@example.com")))
        for name in ("lead", "developer")
    ]
    assert lead is not None
    assert developer is not None
    assert {access.role for access in lead.organizations.values()} == {"user_manager"}
    assert {access.role for access in developer.groups.values()} == {"user"}


async def test_a_code_is_good_once(door: Doors) -> None:
    browser, again = door.browser(), door.browser()
    path, answer = await _answer_of(await browser.leave("/sign-in/real"), "grace")
    await browser.get(path, **answer)
    _, fresh = await _answer_of(await again.leave("/sign-in/real"), "grace")

    page = await again.get(path, **(fresh | {"code": answer["code"]}))

    assert page.status_code == 401
    assert (browser.is_signed_in, again.is_signed_in) == (True, False)


async def test_the_issuer_names_itself_and_a_changed_name_is_refused(door: Doors) -> None:
    browser = door.browser()
    path, answer = await _answer_of(await browser.leave("/sign-in/real"), "grace")

    page = await browser.get(path, **(answer | {"iss": "https://id.example.com"}))

    assert answer["iss"] == os.environ[VARIABLE]
    assert page.status_code == 401
    assert not browser.is_signed_in
