"""A browser that signs in with issuers, in a test's world."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

from httpx import ASGITransport, AsyncClient, Response

from api import executable_schema
from api.http.cookies import SESSION_COOKIE
from app import create_app
from app.metrics import make_metrics
from app.parts import routes
from app.sign_in.oidc import COOKIE, open_oidc_routes
from identity_provider import CLIENT_ID, CLIENT_SECRET, FakeIssuer, an_issuer
from settings import Issuer, MappedRole
from store.types import Item, Key
from world import World

NAME: Final = "fake"
START_AT: Final = f"/sign-in/{NAME}"
BACK_AT: Final = f"/sign-in/{NAME}/callback"
ME: Final = "{ me { userEmail userName } }"


def configured(fake: FakeIssuer, **settings: Any) -> Issuer:
    """Return the settings of ``fake``, an honest client of it where nothing else is said."""
    usual: dict[str, Any] = {
        "name": NAME,
        "issuer": fake.url,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "label": "Fake",
    }
    return Issuer(**(usual | settings))


def role(value: str, level: str, name: str, role: str) -> MappedRole:
    return MappedRole(value=value, level=level, name=name, role=role)


@dataclass(slots=True, kw_only=True)
class Browser:
    """A browser with its cookies, at the service of a world; it follows nothing by itself."""

    client: AsyncClient
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **query: str) -> Response:
        answer = await self.client.get(path, params=query or None, headers=self._sent())
        return self._kept(answer)

    async def me(self) -> dict[str, Any] | None:
        """Return whom the API takes this browser for."""
        headers = {**self._sent(), "sec-fetch-site": "same-origin"}
        answer = await self.client.post("/api", json={"query": ME}, headers=headers)
        told: dict[str, Any] = answer.json()
        return told["data"]["me"] if told.get("data") else None

    async def leave(self, path: str = START_AT, **query: str) -> str:
        """Begin a sign-in; return the address of the issuer."""
        answer = await self.get(path, **query)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    async def sign_in(self, issuer: FakeIssuer) -> Response:
        """Go through a whole sign-in."""
        return await self.get(BACK_AT, **issuer.authorize(await self.leave()))

    @property
    def is_signed_in(self) -> bool:
        return SESSION_COOKIE in self.cookies

    def _sent(self) -> dict[str, str]:
        sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"cookie": sent} if sent else {}

    def _kept(self, answer: Response) -> Response:
        self.client.cookies.clear()  # all browsers of a test go through it
        for header in answer.headers.get_list("set-cookie"):
            name, _, value = header.partition(";")[0].partition("=")
            assert re.search(r"(?i)\bsecure\b", header), header
            assert re.search(r"(?i)\bhttponly\b", header), header
            assert re.search(r"(?i)\bsamesite=lax\b", header), header
            assert re.search(r"(?i)\bpath=/(;|$)", header), header
            assert "domain" not in header.lower()
            if "max-age=0" in header.lower():
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """A service with issuers; ``issuer`` is the one that the settings call ``fake``."""

    world: World
    issuer: FakeIssuer
    client: AsyncClient

    def browser(self) -> Browser:
        return Browser(client=self.client)

    async def contents(self) -> dict[Key, Item]:
        """Return what is stored, less the sign-ins that were begun, which end by themselves."""
        items = await self.world.contents()
        return {key: item for key, item in items.items() if item.kind != "sign-in"}


@asynccontextmanager
async def doors(
    world: World, issuer: FakeIssuer, issuers: Sequence[Issuer] = ()
) -> AsyncIterator[Doors]:
    """Serve ``world`` with these issuers, or else with an honest client of ``issuer``."""
    named = tuple(issuers) or (configured(issuer),)
    settings = replace(world.service.settings, issuers=named)
    service = replace(world.service, settings=settings)
    async with open_oidc_routes(service) as more:
        app = create_app(
            service.world(),
            schema=executable_schema(),
            settings=settings,
            metrics=make_metrics(),
            pages=(*routes(service), *more),
        )
        transport = ASGITransport(app)
        async with AsyncClient(transport=transport, base_url="https://localhost") as client:
            yield Doors(world=world, issuer=issuer, client=client)


@asynccontextmanager
async def a_door(world: World, **settings: Any) -> AsyncIterator[Doors]:
    """Serve ``world`` with one issuer of its own."""
    async with (
        an_issuer(world.clock) as issuer,
        doors(world, issuer, [configured(issuer, **settings)]) as opened,
    ):
        yield opened


__all__ = [
    "BACK_AT",
    "COOKIE",
    "START_AT",
    "Browser",
    "Doors",
    "a_door",
    "configured",
    "doors",
    "role",
]
