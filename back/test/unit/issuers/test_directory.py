"""What is remembered of issuers, for how long, and how they are asked."""

import asyncio
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey
from starlette.responses import Response, StreamingResponse

from browsing import configured
from identity_provider import CLIENT_ID, EC, FakeIssuer, an_issuer
from issuers.directory import ASKED_AGAIN, KEPT, LEFT_ALONE, Directory, open_directory
from issuers.errors import IssuerUnavailable, NotBelieved, UnknownKey
from issuers.types import Asserted

pytestmark = pytest.mark.not_changes_db

NAME: Final = "fake"
BACK: Final = "http://localhost:8001/sign-in/fake/callback"
DISCOVERY: Final = "/.well-known/openid-configuration"
A_SECOND: Final = timedelta(seconds=1)


@dataclass(slots=True)
class Stopped:
    """A clock that goes on when it is told to."""

    instant: datetime = field(default_factory=lambda: datetime(2026, 3, 2, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.instant


@dataclass(frozen=True, slots=True)
class Asking:
    issuer: FakeIssuer
    directory: Directory
    clock: Stopped

    async def sign_in(self) -> Asserted:
        at = self.clock()
        begun = await self.directory.begin(NAME, redirect_uri=BACK, at=at)
        code = self.issuer.authorize(begun.url)["code"]
        return await self.directory.exchange(NAME, code=code, begun=begun, redirect_uri=BACK, at=at)


@asynccontextmanager
async def _asking(*, seconds: float = 5.0, **settings: Any) -> AsyncIterator[Asking]:
    clock = Stopped()
    async with (
        an_issuer(clock) as issuer,
        open_directory([configured(issuer, **settings)], seconds=seconds) as directory,
    ):
        yield Asking(issuer, directory, clock)


@pytest.fixture
async def asking() -> AsyncIterator[Asking]:
    async with _asking() as opened:
        yield opened


async def test_nobody_is_asked_before_somebody_signs_in(asking: Asking) -> None:
    assert asking.issuer.asked == []


async def test_what_an_issuer_tells_of_itself_is_asked_once_an_hour(asking: Asking) -> None:
    for _ in range(3):
        await asking.sign_in()
    asking.clock.instant += KEPT - A_SECOND
    await asking.sign_in()
    before = list(asking.issuer.asked)
    asking.clock.instant += A_SECOND

    await asking.sign_in()

    assert [before.count(path) for path in (DISCOVERY, "/jwks", "/token")] == [1, 1, 4]
    assert asking.issuer.asked[len(before) :] == [DISCOVERY, "/token", "/jwks"]


async def test_a_key_that_is_new_is_asked_for_a_minute_after_the_last_time_at_the_earliest(
    asking: Asking,
) -> None:
    await asking.sign_in()
    new = RSAKey.generate_key(2048, {"kid": "rsa-2"})
    asking.issuer.keys, asking.issuer.key = [new], new
    asking.clock.instant += ASKED_AGAIN - A_SECOND
    with pytest.raises(UnknownKey):
        await asking.sign_in()
    too_early = asking.issuer.asked.count("/jwks")
    asking.clock.instant += A_SECOND

    asserted = await asking.sign_in()

    assert too_early == 1
    assert asserted.subject == asking.issuer.person["sub"]
    assert asking.issuer.asked.count("/jwks") == 2


async def test_a_crowd_with_unknown_keys_asks_once_a_minute(asking: Asking) -> None:
    asking.issuer.header = lambda honest: {**honest, "kid": "unknown"}
    for _ in range(2):
        refusals = await asyncio.gather(
            *(asking.sign_in() for _ in range(5)), return_exceptions=True
        )
        assert [type(refusal) for refusal in refusals] == [UnknownKey] * 5
        asking.clock.instant += ASKED_AGAIN

    assert asking.issuer.asked.count("/jwks") == 2


async def test_an_issuer_that_is_down_is_left_alone_for_a_moment(asking: Asking) -> None:
    asking.issuer.is_down = True
    for _ in range(5):
        with pytest.raises(IssuerUnavailable):
            await asking.sign_in()
    asked = list(asking.issuer.asked)
    asking.issuer.is_down = False
    asking.clock.instant += LEFT_ALONE

    await asking.sign_in()

    assert asked == [DISCOVERY]


async def test_an_issuer_that_is_nowhere_is_unavailable() -> None:
    clock = Stopped()
    nowhere = FakeIssuer(url="http://127.0.0.1:9", clock=clock)
    async with open_directory([configured(nowhere)]) as directory:
        with pytest.raises(IssuerUnavailable):
            await directory.begin(NAME, redirect_uri=BACK, at=clock())


@pytest.mark.parametrize("head", [b"{", b""])
async def test_an_answer_that_trickles_is_not_waited_for(head: bytes) -> None:
    leave = asyncio.Event()

    async def trickle() -> AsyncIterator[bytes]:
        yield head
        await leave.wait()

    async with _asking(seconds=0.2) as asking:
        asking.issuer.document = lambda _: StreamingResponse(trickle())
        with pytest.raises(IssuerUnavailable, match="does not answer"):
            await asking.sign_in()
        leave.set()


async def test_an_endless_answer_is_not_read() -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(10_000):
            yield b"x" * 65_536

    async with _asking() as asking:
        asking.issuer.document = lambda _: StreamingResponse(endless())
        with pytest.raises(IssuerUnavailable) as refusal:
            await asking.sign_in()

    assert "bytes" in refusal.value.why


async def test_a_token_endpoint_that_fails_is_no_refusal(asking: Asking) -> None:
    asking.issuer.reply = lambda _: Response("{}", 502)

    with pytest.raises(IssuerUnavailable):
        await asking.sign_in()


async def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    async with _asking() as asking:
        assert (await asking.sign_in()).issuer == asking.issuer.url


async def test_a_secret_goes_into_the_form_where_the_issuer_takes_it_nowhere_else(
    asking: Asking,
) -> None:
    ways = ["private_key_jwt", "client_secret_post"]
    asking.issuer.document = lambda honest: {
        **honest,
        "token_endpoint_auth_methods_supported": ways,
    }

    await asking.sign_in()

    assert asking.issuer.bodies[0]["client_id"] == CLIENT_ID


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (RSAKey.generate_key(2048), "RS256"),
        (ECKey.generate_key("P-256"), "ES256"),
        (OKPKey.generate_key("Ed25519"), "EdDSA"),
    ],
)
async def test_a_private_key_proves_who_asks(key: RSAKey | ECKey | OKPKey, algorithm: str) -> None:
    pem = key.as_pem(private=True).decode()
    async with _asking(client_secret=None, private_key=pem) as asking:
        await asking.sign_in()
        (form,) = asking.issuer.bodies

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)  # of the usual name of Ed25519
        proof = jwt.decode(form["client_assertion"], key, algorithms=[algorithm])
    assert form["client_assertion_type"].endswith(":jwt-bearer")
    assert "client_secret" not in form
    assert (proof.claims["iss"], proof.claims["sub"]) == (CLIENT_ID, CLIENT_ID)
    assert proof.claims["aud"] == f"{asking.issuer.url}/token"
    assert proof.claims["exp"] - proof.claims["iat"] <= 3600
    assert proof.header == {"alg": algorithm, "kid": key.thumbprint(), "typ": "JWT"}


async def test_keys_that_prove_nothing_are_passed_over(asking: Asking) -> None:
    weak: dict[str, Any] = {"kty": "RSA", "kid": "weak", "n": "AQAB", "e": "AQAB"}
    keys = [
        {"kty": "oct", "kid": "ec-1", "k": "c2VjcmV0"},
        weak,
        {"kty": "EC", "kid": "broken", "crv": "P-256", "x": "AA", "y": "AA"},
        {**EC.as_dict(private=False), "kid": "sealing", "use": "enc"},
        {**EC.as_dict(private=False), "kid": None},
        "no key",
        EC.as_dict(private=False),
    ]
    asking.issuer.key_set = {"keys": keys}
    asking.issuer.key, asking.issuer.algorithm = EC, "ES256"

    await asking.sign_in()

    for kid in ("weak", "broken", "sealing"):
        asking.issuer.header = lambda honest, kid=kid: {**honest, "kid": kid}  # type: ignore[misc]
        with pytest.raises(NotBelieved):
            await asking.sign_in()


@pytest.mark.parametrize("keys", [{"keys": "none"}, {}, {"keys": {}}])
async def test_a_key_set_that_is_none_is_a_fault_of_the_issuer(
    asking: Asking, keys: dict[str, Any]
) -> None:
    asking.issuer.key_set = keys

    with pytest.raises(IssuerUnavailable):
        await asking.sign_in()
