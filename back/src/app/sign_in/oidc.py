"""Signing in with issuers of OpenID Connect: where a browser leaves, and where it comes back."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, TypeAlias

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.http.cookies import cookie
from api.http.types import INFO_KEY, RequestInfo
from app.sign_in.cookies import browser_of, forget, keep
from app.sign_in.issuers import paths
from app.sign_in.landing import landed
from app.sign_in.refusals import refused
from app.world import Service
from errors import AppError
from identities.domain import LIFE, begin, enter, finish
from identities.errors import SignInExpired
from identities.rules import landing_from
from identities.types import Mapped, Trust
from issuers.directory import Directory, open_directory
from issuers.errors import IssuerUnavailable, NotBelieved
from issuers.types import Begun
from rates.types import Charge
from settings import Issuer
from store.requests import RequestStore

COOKIE: Final = "__Host-oidc"
_LOG: Final = structlog.get_logger("integrates.sign_in")
_FOUND: Final = 302
# What comes back from an issuer has these, each once at most (RFC 6749, section 3.1).
_ANSWERED: Final = ("code", "state", "iss", "error")

_Step: TypeAlias = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Door:
    """The way in through one issuer, and what it needs."""

    issuer: Issuer
    directory: Directory
    service: Service

    @property
    def redirect_uri(self) -> str:
        return self.service.settings.public_origin + paths(self.issuer.name)[1]

    async def leave(self, request: Request) -> Response:
        """Send the browser to the issuer, with what it must come back with."""
        now, name = self.service.clock(), self.issuer.name
        begun = await self.directory.begin(name, redirect_uri=self.redirect_uri, at=now)
        landing = landing_from(request.query_params.get("next"))
        text = await begin(
            RequestStore(self.service.engines.store), name, begun, landing=landing, at=now
        )
        response = RedirectResponse(begun.url, _FOUND)
        keep(response, COOKIE, text, life=LIFE)
        return response

    async def come_back(self, request: Request) -> Response:
        """Sign in whom the issuer tells of, if all of it is so."""
        now, name = self.service.clock(), self.issuer.name
        db = RequestStore(self.service.engines.store)
        answer = _answer(request)
        info: RequestInfo = request.scope[INFO_KEY]
        text = cookie(info.headers, COOKIE) or ""
        begun = await finish(db, name, text=text, state=answer.get("state"), at=now)
        await self.directory.check_sender(name, answer.get("iss"), at=now)
        if "error" in answer or not answer.get("code"):
            raise NotBelieved("the issuer, or the person there, refused")
        asserted = await self.directory.exchange(
            name,
            code=answer["code"],
            begun=Begun(url="", state=begun.state, nonce=begun.nonce, verifier=begun.verifier),
            redirect_uri=self.redirect_uri,
            at=now,
        )
        entered = await enter(db, asserted, _trust(self.issuer), browser_of(request), at=now)
        _LOG.info("signed in", issuer=name, email=entered.email)
        if entered.unknown:
            _LOG.warning("roles are given in what is not there", issuer=name, of=entered.unknown)
        response = landed(entered.text, self.service.settings, page=begun.landing)
        forget(response, COOKIE)
        return response

    def guarded(self, step: _Step) -> _Step:
        """Return ``step`` with a page for each way in which it fails, and a line for the log."""

        async def guarded(request: Request) -> Response:
            if request.method == "HEAD":
                return Response()  # nobody signs in by asking for headers
            info: RequestInfo = request.scope[INFO_KEY]
            limiter = self.service.limiter
            try:
                # Whoever guesses here guesses the issuer's secrets: it is work that is bounded.
                await limiter.admit(Charge(limiter.limits.anonymous, info.address))
                return await step(request)
            except AppError as refusal:
                _tell(self.issuer.name, refusal)
                response = refused(refusal)
                if not isinstance(refusal, SignInExpired):
                    forget(response, COOKIE)
                return response

        return guarded


@asynccontextmanager
async def open_oidc_routes(service: Service) -> AsyncIterator[tuple[Route, ...]]:
    """Give the routes of all issuers of the settings; none of them is asked yet.

    Two an issuer: where the browser leaves, and where it comes back.
    """
    async with open_directory(service.settings.issuers) as directory:
        yield _routes(service, directory)


def _routes(service: Service, directory: Directory) -> tuple[Route, ...]:
    doors = [
        _Door(issuer=issuer, directory=directory, service=service)
        for issuer in service.settings.issuers
    ]
    return tuple(
        Route(path, door.guarded(step))
        for door in doors
        for path, step in zip(paths(door.issuer.name), (door.leave, door.come_back), strict=True)
    )


def _answer(request: Request) -> dict[str, str]:
    given = request.query_params
    found = {name: given.getlist(name) for name in _ANSWERED if name in given}
    if any(len(values) > 1 for values in found.values()):
        raise NotBelieved("a part of the answer came twice")
    return {name: values[0] for name, values in found.items()}


def _trust(issuer: Issuer) -> Trust:
    return Trust(
        name=issuer.label,
        domains=frozenset(issuer.domains),
        roles=tuple(
            Mapped(value=role.value, level=role.level, name=role.name, role=role.role)
            for role in issuer.roles
        ),
    )


def _tell(issuer: str, refusal: AppError) -> None:
    reason = (
        refusal.why if isinstance(refusal, NotBelieved | IssuerUnavailable) else refusal.message
    )
    _LOG.warning("sign-in refused", issuer=issuer, reason=reason)
