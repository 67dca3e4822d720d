"""Signing in with an issuer, as it should go."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from joserfc.jwk import Key

from browsing import BACK_AT, COOKIE, START_AT, Doors, a_door
from db_model.stakeholders.get import stakeholders
from db_model.types import Email
from identity_provider import EC, ED, RSA
from people import Roles, a_person
from world import World

ADA = Email("ada@example.com")


@pytest.fixture
async def door(world: World) -> AsyncIterator[Doors]:
    async with a_door(world) as opened:
        yield opened


async def test_somebody_unknown_is_added_and_signed_in(door: Doors) -> None:
    browser = door.browser()

    answer = await browser.sign_in(door.issuer)

    (ada,) = await stakeholders(door.world.store, [ADA])
    assert (answer.status_code, answer.headers["location"]) == (303, "/api")
    assert await browser.me() == {"userEmail": ADA, "userName": "Ada Lovelace"}
    assert ada is not None
    assert (ada.role, ada.is_registered) == ("user", True)
    assert ada.last_login_at is not None


async def test_the_next_time_it_is_the_same_person_whatever_changed_but_the_subject(
    door: Doors,
) -> None:
    await door.browser().sign_in(door.issuer)
    door.issuer.person |= {
        "email": "countess@example.com",
        "email_verified": False,
        "given_name": "Augusta Ada",
    }
    browser = door.browser()

    await browser.sign_in(door.issuer)

    assert await browser.me() == {"userEmail": ADA, "userName": "Augusta Ada Lovelace"}
    assert await stakeholders(door.world.store, [Email("countess@example.com")]) == (None,)


async def test_somebody_who_is_here_by_e_mail_is_linked(door: Doors) -> None:
    await a_person(door.world, Roles(), email=ADA)
    browser = door.browser()

    await browser.sign_in(door.issuer)

    assert await browser.me() == {"userEmail": ADA, "userName": "Ada Lovelace"}


async def test_names_are_cut_to_29_characters_and_taken_from_the_whole_name(door: Doors) -> None:
    del door.issuer.person["given_name"], door.issuer.person["family_name"]
    door.issuer.person["name"] = f"Ada {'L' * 40}"

    await door.browser().sign_in(door.issuer)

    (ada,) = await stakeholders(door.world.store, [ADA])
    assert ada is not None
    assert (ada.first_name, ada.last_name) == ("Ada", "L" * 29)


async def test_names_that_an_issuer_does_not_tell_stay(door: Doors) -> None:
    await door.browser().sign_in(door.issuer)
    del door.issuer.person["given_name"], door.issuer.person["family_name"]

    await door.browser().sign_in(door.issuer)

    (ada,) = await stakeholders(door.world.store, [ADA])
    assert ada is not None
    assert (ada.first_name, ada.last_name) == ("Ada", "Lovelace")


@pytest.mark.parametrize(("key", "algorithm"), [(RSA, "PS256"), (EC, "ES256"), (ED, "EdDSA")])
async def test_every_algorithm_of_the_list_is_taken(door: Doors, key: Key, algorithm: str) -> None:
    def offered(honest: dict[str, object]) -> dict[str, object]:
        return {**honest, "id_token_signing_alg_values_supported": [algorithm]}

    door.issuer.key, door.issuer.algorithm, door.issuer.document = key, algorithm, offered
    browser = door.browser()

    await browser.sign_in(door.issuer)

    assert browser.is_signed_in


async def test_what_a_browser_holds_meanwhile_is_gone_with_it(door: Doors) -> None:
    browser = door.browser()
    url = await browser.leave()
    held = set(browser.cookies)

    await browser.get(BACK_AT, **door.issuer.authorize(url))

    assert held == {COOKIE}
    assert COOKIE not in browser.cookies
    assert browser.is_signed_in


async def test_the_session_that_the_browser_had_ends(door: Doors) -> None:
    browser = door.browser()
    await browser.sign_in(door.issuer)
    former = replace(browser, cookies=dict(browser.cookies))

    await browser.sign_in(door.issuer)

    assert await former.me() is None
    assert await browser.me() is not None


@pytest.mark.parametrize("off", [50, -50])
async def test_a_clock_that_is_not_quite_ours_is_no_matter(door: Doors, off: int) -> None:
    def shifted(honest: dict[str, Any]) -> dict[str, Any]:
        return {**honest, "iat": honest["iat"] + off, "exp": honest["iat"] + off + 1}

    door.issuer.claims = shifted
    browser = door.browser()

    await browser.sign_in(door.issuer)

    assert browser.is_signed_in


@pytest.mark.parametrize(
    ("asked", "landed"),
    [
        ("/orgs/acme/groups/acmegroup/vulns?page=2", "/orgs/acme/groups/acmegroup/vulns?page=2"),
        ("/api", "/api"),
        ("https://evil.example.com/", "/api"),
        ("//evil.example.com", "/api"),
        ("/\\evil.example.com", "/api"),
        ("/orgs/../../logout", "/api"),
        ("/logout", "/api"),
        ("/orgs/acme\r\nSet-Cookie: a=b", "/api"),
    ],
)
async def test_who_signed_in_lands_on_a_page_of_ours(door: Doors, asked: str, landed: str) -> None:
    browser = door.browser()
    url = await browser.leave(START_AT, next=asked)

    answer = await browser.get(BACK_AT, **door.issuer.authorize(url))

    assert answer.headers["location"] == landed


async def test_nobody_begins_to_sign_in_by_asking_for_headers(door: Doors) -> None:
    before = await door.world.contents()

    answer = await door.client.head(START_AT)

    assert (answer.status_code, answer.headers.get("set-cookie")) == (200, None)
    assert await door.world.contents() == before


async def test_secrets_of_a_sign_in_are_in_no_log(
    door: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        browser = door.browser()
        url = await browser.leave()
        cookie = browser.cookies[COOKIE]
        answer = door.issuer.authorize(url)
        await browser.get(BACK_AT, **answer)

    (form,) = door.issuer.bodies
    secrets = {cookie, answer["state"], answer["code"], form["code_verifier"]}
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("integrates"))
    assert [secret for secret in secrets if secret in ours] == []
