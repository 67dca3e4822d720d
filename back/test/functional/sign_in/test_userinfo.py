"""An issuer whose ID tokens have no e-mail is asked for it, and believed as far as it goes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from app.listener import listen, serve_http
from browsing import NAME, Doors, a_door, configured
from functional.sign_in.test_hostile import is_refusal, refused
from identity_provider import ADA, FakeIssuer, an_issuer
from issuers.directory import open_directory
from issuers.errors import IssuerUnavailable
from issuers.fetch import MOST_BYTES
from settings import Settings
from world import World

Lie: TypeAlias = Callable[[], Response]
OPAQUE: Final = {"sub": ADA["sub"]}


@dataclass(slots=True, kw_only=True)
class Userinfo:
    """The endpoint of an issuer; ``sent`` is what it was asked with."""

    url: str
    reply: Lie = lambda: JSONResponse(ADA)
    sent: list[str] = field(default_factory=list)

    async def __call__(self, request: Request) -> Response:
        self.sent.append(request.headers.get("authorization", ""))
        return self.reply()

    def named(self, issuer: FakeIssuer) -> None:
        """Let ``issuer`` name this endpoint, and its ID tokens tell nothing but the subject."""
        issuer.person = dict(OPAQUE)
        issuer.document = lambda honest: honest | {"userinfo_endpoint": self.url}


@asynccontextmanager
async def an_endpoint() -> AsyncIterator[Userinfo]:
    opened = listen("127.0.0.1", 0)
    userinfo = Userinfo(url=f"http://127.0.0.1:{opened.getsockname()[1]}/userinfo")
    app = Starlette(routes=[Route("/userinfo", userinfo.__call__)])
    stop = asyncio.Event()

    async def until() -> None:
        await stop.wait()

    serving = asyncio.create_task(serve_http(opened, app, Settings(), until=until))
    try:
        yield userinfo
    finally:
        stop.set()
        await serving


@pytest.fixture
async def userinfo() -> AsyncIterator[Userinfo]:
    async with an_endpoint() as opened:
        yield opened


@pytest.fixture
async def door(world: World, userinfo: Userinfo) -> AsyncIterator[Doors]:
    async with a_door(world) as opened:
        userinfo.named(opened.issuer)
        yield opened


async def test_the_e_mail_and_the_names_come_from_there(door: Doors, userinfo: Userinfo) -> None:
    browser = door.browser()

    await browser.sign_in(door.issuer)

    assert await browser.me() == {"userEmail": "ada@example.com", "userName": "Ada Lovelace"}
    assert userinfo.sent == ["Bearer opaque"]


async def test_it_is_not_asked_where_the_id_token_has_an_e_mail(
    door: Doors, userinfo: Userinfo
) -> None:
    door.issuer.person = dict(ADA)

    await door.browser().sign_in(door.issuer)

    assert userinfo.sent == []


def _told(**changed: Any) -> Lie:
    return lambda: JSONResponse(ADA | changed)


@pytest.mark.parametrize(
    ("lie", "status"),
    [
        pytest.param(_told(sub="another"), 401, id="other sub"),
        pytest.param(_told(sub=None), 401, id="no sub"),
        pytest.param(_told(sub=[ADA["sub"]]), 401, id="sub is a list"),
        pytest.param(_told(email_verified=False), 403, id="unverified"),
        pytest.param(_told(email=["ada@example.com"]), 403, id="e-mail is a list"),
        pytest.param(lambda: PlainTextResponse("Ada"), 503, id="not JSON"),
        pytest.param(lambda: JSONResponse([ADA]), 503, id="no object"),
        pytest.param(lambda: JSONResponse(ADA, 401), 503, id="refused"),
        pytest.param(lambda: RedirectResponse("/elsewhere"), 503, id="redirected"),
        pytest.param(_told(padding="x" * MOST_BYTES), 503, id="huge"),
    ],
)
async def test_what_proves_nothing_lets_nobody_in(
    door: Doors, userinfo: Userinfo, lie: Lie, status: int
) -> None:
    userinfo.reply = lie
    browser = door.browser()

    async with refused(door):
        answer = await browser.sign_in(door.issuer)

    assert is_refusal(answer, status=status)
    assert not browser.is_signed_in


@pytest.mark.parametrize(
    "token", [None, "", "two words", "a\r\nhost: evil", ["opaque"], "x" * 9000]
)
async def test_an_access_token_that_fits_no_header_is_not_sent(
    door: Doors, userinfo: Userinfo, token: object
) -> None:
    door.issuer.reply = lambda honest: JSONResponse(honest | {"access_token": token})

    async with refused(door):
        answer = await door.browser().sign_in(door.issuer)

    assert is_refusal(answer)
    assert userinfo.sent == []


@pytest.mark.parametrize("address", ["http://192.0.2.1/userinfo", "file:///etc/passwd", 1, ""])
async def test_an_address_that_is_not_fit_is_not_asked(
    door: Doors, userinfo: Userinfo, address: object
) -> None:
    door.issuer.document = lambda honest: honest | {"userinfo_endpoint": address}

    async with refused(door):
        answer = await door.browser().sign_in(door.issuer)

    assert is_refusal(answer, status=403)
    assert userinfo.sent == []


async def test_an_answer_that_trickles_is_not_waited_for(world: World) -> None:
    leave = asyncio.Event()

    async def trickle() -> AsyncIterator[bytes]:
        yield b"{"
        await leave.wait()

    async with (
        an_endpoint() as userinfo,
        an_issuer(world.clock) as issuer,
        open_directory([configured(issuer)], seconds=0.2) as directory,
    ):
        userinfo.named(issuer)
        userinfo.reply = lambda: StreamingResponse(trickle())
        at = world.clock()
        begun = await directory.begin(NAME, redirect_uri="https://localhost/back", at=at)
        code = issuer.authorize(begun.url)["code"]
        with pytest.raises(IssuerUnavailable):
            await directory.exchange(
                NAME, code=code, begun=begun, redirect_uri="https://localhost/back", at=at
            )
        leave.set()
