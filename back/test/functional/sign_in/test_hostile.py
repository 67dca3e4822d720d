"""Issuers, and others in their place, that lie: each gets no session, and nothing is written."""

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, TypeAlias

import pytest
from httpx import Response
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.responses import Response as Reply

from browsing import BACK_AT, COOKIE, START_AT, Doors, a_door, configured, doors
from db_model.sign_ins.keys import item as sign_in_item
from db_model.sign_ins.types import SignIn
from forging import by, by_nobody, by_secret, forged
from identities.domain import LIFE, finish
from identities.errors import SignInExpired
from identity_provider import CLIENT_SECRET, RSA, STRANGERS, FakeIssuer, an_issuer
from issuers.fetch import MOST_BYTES
from store.requests import RequestStore
from store.types import Absent, Put
from world import World

Lie: TypeAlias = Callable[[FakeIssuer], None]


@pytest.fixture
async def door(world: World) -> AsyncIterator[Doors]:
    async with a_door(world) as opened:
        yield opened


@asynccontextmanager
async def refused(door: Doors) -> AsyncIterator[None]:
    """Check that the block leaves what is stored as it was, whatever was tried."""
    before = await door.contents()
    yield
    assert await door.contents() == before


def is_refusal(answer: Response, *, status: int = 401) -> bool:
    is_page = (
        "You are not signed in" in answer.text and "text/html" in answer.headers["content-type"]
    )
    return answer.status_code == status and is_page


def _claims(**changed: Any) -> Lie:
    """Let the ID token have other claims; one that is ``None`` is left out."""

    def lie(issuer: FakeIssuer) -> None:
        def changing(honest: dict[str, Any]) -> dict[str, Any]:
            claims = honest | changed
            return {name: value for name, value in claims.items() if value is not None}

        issuer.claims = changing

    return lie


def _times(**seconds: int) -> Lie:
    def lie(issuer: FakeIssuer) -> None:
        issuer.claims = lambda honest: {
            **honest,
            **{name: honest["iat"] + after for name, after in seconds.items()},
        }

    return lie


def _header(**changed: Any) -> Lie:
    """Let the ID token have another header, well signed; a part that is ``None`` is left out."""

    def lie(issuer: FakeIssuer) -> None:
        def signed(claims: dict[str, Any], header: dict[str, Any], _: object) -> str:
            given = {name: value for name, value in (header | changed).items() if value is not None}
            return forged(claims, given, by(RSA))

        issuer.token = signed

    return lie


def _by_secret(secret: bytes) -> Lie:
    sign = by_secret(secret)

    def lie(issuer: FakeIssuer) -> None:
        issuer.token = lambda claims, header, _: forged(claims, {**header, "alg": "HS256"}, sign)

    return lie


def _signed_by_a_stranger(issuer: FakeIssuer) -> None:
    issuer.key = STRANGERS


def _unsigned(issuer: FakeIssuer) -> None:
    issuer.token = lambda claims, header, _: forged(claims, {**header, "alg": "none"}, by_nobody)


def _altered(issuer: FakeIssuer) -> None:
    honest = issuer.token

    def altered(claims: dict[str, Any], header: dict[str, Any], key: Any) -> str:
        head, _, signature = honest(claims, header, key).split(".")
        _, body, _ = honest({**claims, "sub": "another"}, header, key).split(".")
        return f"{head}.{body}.{signature}"

    issuer.token = altered


def _no_id_token(issuer: FakeIssuer) -> None:
    issuer.reply = lambda honest: JSONResponse({**honest, "id_token": None})


def _an_error_with_tokens(issuer: FakeIssuer) -> None:
    issuer.reply = lambda honest: JSONResponse({**honest, "error": "invalid_grant"})


def _tokens_with_an_error(issuer: FakeIssuer) -> None:
    issuer.reply = lambda honest: JSONResponse(honest, 400)


async def test_a_token_that_is_made_by_hand_is_good_where_nothing_in_it_lies(door: Doors) -> None:
    _header()(door.issuer)
    browser = door.browser()

    await browser.sign_in(door.issuer)

    assert browser.is_signed_in


LIES: Final[dict[str, Lie]] = {
    "wrong nonce": _claims(nonce="another"),
    "no nonce": _claims(nonce=None),
    "for another client": _claims(aud="another"),
    "for another client, by us": _claims(aud="another", azp="integrates at tests"),
    "for us and another client": _claims(
        aud=["integrates at tests", "another"], azp="integrates at tests"
    ),
    "for nobody": _claims(aud=None),
    "of another issuer": _claims(iss="https://accounts.example.com"),
    "of no issuer": _claims(iss=None),
    "about nobody": _claims(sub=None),
    "about an empty subject": _claims(sub=""),
    "about a number": _claims(sub=1),
    "about a long subject": _claims(sub="s" * 256),
    "expired": _times(exp=-61),
    "never expiring": _claims(exp=None),
    "expiring at no number": _claims(exp="tomorrow"),
    "from the future": _times(iat=120, exp=300),
    "not yet good": _times(nbf=120),
    "a token for something else": _header(typ="at+jwt"),
    "without the key's id": _header(kid=None),
    "with an unknown key's id": _header(kid="another"),
    "with its own key": _header(jwk=RSA.as_dict(private=False)),
    "with an address of keys": _header(jku="https://evil.example.com/jwks"),
    "with an address of certificates": _header(x5u="https://evil.example.com/certificates"),
    "with a certificate": _header(x5c=["MIIB"]),
    "with critical parts": _header(crit=["exp"], exp=1),
    "bound to another access token": _claims(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "unsigned": _unsigned,
    "signed with the public key as a secret": _by_secret(RSA.as_pem(private=False)),
    "signed with the client's secret": _by_secret(CLIENT_SECRET.encode()),
    "signed by a stranger": _signed_by_a_stranger,
    "altered": _altered,
    "no ID token": _no_id_token,
    "an error with tokens": _an_error_with_tokens,
    "tokens with an error": _tokens_with_an_error,
}


@pytest.mark.parametrize("lie", LIES)
async def test_an_id_token_that_proves_nothing_signs_nobody_in(door: Doors, lie: str) -> None:
    LIES[lie](door.issuer)
    browser = door.browser()

    async with refused(door):
        answer = await browser.sign_in(door.issuer)

    assert is_refusal(answer)
    assert browser.cookies == {}


@pytest.mark.parametrize(
    "lie", [_claims(email_verified=False), _claims(email_verified=None), _claims(email=None)]
)
async def test_an_e_mail_that_nobody_verified_makes_nobody_a_person(door: Doors, lie: Lie) -> None:
    lie(door.issuer)
    browser = door.browser()

    async with refused(door):
        answer = await browser.sign_in(door.issuer)

    assert is_refusal(answer, status=403)
    assert not browser.is_signed_in


@pytest.mark.parametrize("email", ["no address", "a+b@example.com", "forces@integrates.local"])
async def test_an_e_mail_that_people_do_not_have_makes_nobody_a_person(
    door: Doors, email: str
) -> None:
    door.issuer.person["email"] = email
    browser = door.browser()

    async with refused(door):
        answer = await browser.sign_in(door.issuer)

    assert is_refusal(answer, status=403)
    assert not browser.is_signed_in


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "another"},
        {"state": ""},
        {"code": ""},
        {"iss": "https://accounts.example.com"},
        {"error": "access_denied"},
        {"error": "server_error", "code": ""},
    ],
)
async def test_an_answer_that_is_not_as_it_should_be_signs_nobody_in(
    door: Doors, changed: dict[str, str]
) -> None:
    browser = door.browser()
    answer = door.issuer.authorize(await browser.leave())

    async with refused(door):
        page = await browser.get(BACK_AT, **(answer | changed))

    assert is_refusal(page, status=400 if "state" in changed else 401)
    assert not browser.is_signed_in
    assert "/token" not in door.issuer.asked


async def test_an_answer_without_a_state_signs_nobody_in(door: Doors) -> None:
    browser = door.browser()
    answer = door.issuer.authorize(await browser.leave())

    async with refused(door):
        page = await browser.get(BACK_AT, code=answer["code"])

    assert is_refusal(page, status=400)
    assert not browser.is_signed_in


async def test_an_answer_that_says_a_thing_twice_signs_nobody_in(door: Doors) -> None:
    browser = door.browser()
    answer = door.issuer.authorize(await browser.leave())

    async with refused(door):
        page = await browser.get(
            f"{BACK_AT}?code={answer['code']}&code=other&state={answer['state']}"
        )

    assert is_refusal(page)
    assert not browser.is_signed_in


async def test_an_answer_to_somebody_elses_question_does_not_end_ours(door: Doors) -> None:
    browser = door.browser()
    answer = door.issuer.authorize(await browser.leave())
    await browser.get(BACK_AT, code="theirs", state="theirs")

    await browser.get(BACK_AT, **answer)

    assert browser.is_signed_in


async def test_a_sign_in_is_good_once_even_where_the_issuer_takes_codes_again(door: Doors) -> None:
    door.issuer.takes_codes_again = True
    browser = door.browser()
    answer = door.issuer.authorize(await browser.leave())
    again = replace(browser, cookies=dict(browser.cookies))
    await browser.get(BACK_AT, **answer)

    async with refused(door):
        page = await again.get(BACK_AT, **answer)

    assert is_refusal(page, status=400)
    assert not again.is_signed_in
    assert door.issuer.asked.count("/token") == 1


async def test_a_code_that_was_used_signs_nobody_in(door: Doors) -> None:
    first, second = door.browser(), door.browser()
    used = door.issuer.authorize(await first.leave())
    await first.get(BACK_AT, **used)
    state = door.issuer.authorize(await second.leave())["state"]

    async with refused(door):
        page = await second.get(BACK_AT, code=used["code"], state=state)

    assert is_refusal(page)
    assert not second.is_signed_in


async def test_a_code_that_was_given_to_another_browser_signs_nobody_in(door: Doors) -> None:
    victim, attacker = door.browser(), door.browser()
    state = door.issuer.authorize(await victim.leave())["state"]
    stolen = door.issuer.authorize(await attacker.leave())["code"]

    async with refused(door):
        page = await victim.get(BACK_AT, code=stolen, state=state)

    assert is_refusal(page)
    assert not victim.is_signed_in


@pytest.mark.parametrize("held", [{}, {COOKIE: "A" * 43}, {COOKIE: "no such text"}])
async def test_another_browser_cannot_complete_a_sign_in(door: Doors, held: dict[str, str]) -> None:
    answer = door.issuer.authorize(await door.browser().leave())
    other = door.browser()
    other.cookies = dict(held)

    async with refused(door):
        page = await other.get(BACK_AT, **answer)

    assert is_refusal(page, status=400)
    assert not other.is_signed_in


async def test_a_browser_that_began_itself_cannot_complete_anothers(door: Doors) -> None:
    answer = door.issuer.authorize(await door.browser().leave())
    other = door.browser()
    await other.leave()

    async with refused(door):
        page = await other.get(BACK_AT, **answer)

    assert is_refusal(page, status=400)
    assert not other.is_signed_in


async def test_a_sign_in_that_takes_more_than_ten_minutes_is_over(door: Doors) -> None:
    browser = door.browser()
    answer = door.issuer.authorize(await browser.leave())
    door.world.clock.advance(LIFE - timedelta(seconds=1))
    in_time = replace(browser, cookies=dict(browser.cookies))
    door.world.clock.advance(timedelta(seconds=1))

    async with refused(door):
        page = await in_time.get(BACK_AT, **answer)

    assert is_refusal(page, status=400)


async def test_that_a_sign_in_is_over_is_not_left_to_the_store_alone(world: World) -> None:
    text, at = "A" * 43, world.clock()
    over = SignIn(
        digest=hashlib.sha256(text.encode()).hexdigest(),
        issuer="fake",
        state="state",
        nonce="nonce",
        verifier="verifier",
        landing=None,
        expires_at=at,
        version=1,
    )
    kept = replace(sign_in_item(over), expires=None)  # as a store that forgets late has it
    await world.store.commit([Put(kept, Absent())])

    with pytest.raises(SignInExpired):
        await finish(RequestStore(world.store), "fake", text=text, state="state", at=at)


async def test_the_answer_of_one_issuer_is_not_taken_for_anothers(world: World) -> None:
    async with an_issuer(world.clock) as honest, an_issuer(world.clock) as evil:
        both = [configured(honest), configured(evil, name="evil")]
        async with doors(world, honest, both) as door:
            browser = door.browser()
            answer = honest.authorize(await browser.leave())

            async with refused(door):
                elsewhere = await browser.get("/sign-in/evil/callback", **answer)
                named = await browser.get(BACK_AT, **answer, iss=evil.url)

            assert is_refusal(elsewhere, status=400)
            assert is_refusal(named)
            assert not browser.is_signed_in
            assert "/token" not in (*honest.asked, *evil.asked)


async def test_of_several_issuers_one_that_names_itself_has_to(world: World) -> None:
    def names_itself(document: dict[str, Any]) -> dict[str, Any]:
        return {**document, "authorization_response_iss_parameter_supported": True}

    async with an_issuer(world.clock) as issuer:
        issuer.document = names_itself
        other = configured(issuer, name="other", issuer="https://id.example.com")
        async with doors(world, issuer, [configured(issuer), other]) as door:
            silent, telling = door.browser(), door.browser()
            answer = issuer.authorize(await silent.leave())

            page = await silent.get(BACK_AT, **answer)
            told = issuer.authorize(await telling.leave())
            await telling.get(BACK_AT, **told, iss=issuer.url)

            assert is_refusal(page)
            assert (silent.is_signed_in, telling.is_signed_in) == (False, True)


DOCUMENTS: Final[dict[str, Callable[[dict[str, Any]], Any]]] = {
    "of another issuer": lambda honest: {**honest, "issuer": "https://accounts.example.com"},
    "of an issuer with a slash more": lambda honest: {**honest, "issuer": honest["issuer"] + "/"},
    "of no issuer": lambda honest: {k: v for k, v in honest.items() if k != "issuer"},
    "without a token endpoint": lambda honest: {**honest, "token_endpoint": None},
    "with keys elsewhere in the clear": lambda h: {**h, "jwks_uri": "http://id.example.com/jwks"},
    "with a file of keys": lambda honest: {**honest, "jwks_uri": "file:///etc/passwd"},
    "with a user in an address": lambda h: {**h, "token_endpoint": "https://a:b@id.example.com/"},
    "with a script for an address": lambda h: {
        **h,
        "authorization_endpoint": "javascript:alert(1)",
    },
    "that signs nothing": lambda h: {**h, "id_token_signing_alg_values_supported": ["none"]},
    "that signs with secrets": lambda h: {**h, "id_token_signing_alg_values_supported": ["HS256"]},
    "that is a list": lambda honest: JSONResponse([honest]),
    "that is no JSON": lambda _: PlainTextResponse("<html>"),
    "that is too deep": lambda _: PlainTextResponse("[" * 100_000),
    "that is too large": lambda honest: JSONResponse({**honest, "x": "x" * MOST_BYTES}),
    "that is elsewhere": lambda _: RedirectResponse("https://id.example.com/"),
    "that is not there": lambda _: Reply(status_code=404),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
async def test_a_discovery_document_that_cannot_be_trusted_sends_nobody_away(
    door: Doors, kind: str
) -> None:
    door.issuer.document = DOCUMENTS[kind]
    browser = door.browser()

    async with refused(door):
        page = await browser.get(START_AT)

    assert is_refusal(page, status=503)
    assert browser.cookies == {}
    assert door.issuer.asked == ["/.well-known/openid-configuration"]
