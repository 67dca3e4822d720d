"""An issuer of OpenID Connect on loopback, for tests: honest, unless it is told to lie."""

import asyncio
import base64
import hashlib
import warnings
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.listener import listen, serve_http
from forging import base64url
from kit.time import Clock
from settings import Settings

CLIENT_ID: Final = "integrates at tests"
CLIENT_SECRET: Final = "s3cret/with:signs+%"
# Made once: an RSA key takes a tenth of a second.
RSA: Final = RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig"})
EC: Final = ECKey.generate_key("P-256", {"kid": "ec-1"})
ED: Final = OKPKey.generate_key("Ed25519", {"kid": "ed-1"})
STRANGERS: Final = RSAKey.generate_key(2048, {"kid": "rsa-1"})
ADA: Final = {
    "sub": "248289761001",
    "email": "Ada@Example.com",
    "email_verified": True,
    "given_name": "Ada",
    "family_name": "Lovelace",
}


def mint(claims: Mapping[str, Any], header: Mapping[str, Any], key: Key) -> str:
    """Return a token that is signed whatever it says."""
    names = [str(header["alg"])]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)  # of the usual name of Ed25519
        return jwt.encode(dict(header), dict(claims), key, algorithms=names, default_type=None)


@dataclass(slots=True, kw_only=True)
class FakeIssuer:
    """What it does can be changed, a part at a time: each part gets what would be honest.

    ``codes`` are those that were given and not yet used, with the request that each is for.
    """

    url: str
    clock: Clock
    person: dict[str, Any] = field(default_factory=lambda: dict(ADA))
    keys: list[Key] = field(default_factory=lambda: [RSA, EC, ED])
    key_set: dict[str, Any] | None = None
    key: Key = field(default_factory=lambda: RSA)
    algorithm: str = "RS256"
    document: Callable[[dict[str, Any]], Any] = lambda honest: honest
    claims: Callable[[dict[str, Any]], dict[str, Any]] = lambda honest: honest
    header: Callable[[dict[str, Any]], dict[str, Any]] = lambda honest: honest
    token: Callable[[dict[str, Any], dict[str, Any], Key], str] = mint
    reply: Callable[[dict[str, Any]], Response] = JSONResponse
    takes_codes_again: bool = False
    is_down: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    bodies: list[dict[str, str]] = field(default_factory=list)

    def authorize(self, url: str) -> dict[str, str]:
        """Do what a browser and a person do at ``url``; return what the browser comes back with."""
        sent = urlsplit(url)
        assert f"{sent.scheme}://{sent.netloc}{sent.path}" == f"{self.url}/authorize"
        query = dict(parse_qsl(sent.query, strict_parsing=True))
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self.asked)}-{len(self.codes)}"
        self.codes[code] = query
        return {"code": code, "state": query["state"]}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/jwks", self._jwks),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    async def _discovery(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        if self.is_down:
            return Response(status_code=503)
        document = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "EdDSA", "HS256", "none"],
        }
        changed = self.document(document)
        return changed if isinstance(changed, Response) else JSONResponse(changed)

    async def _jwks(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        if self.is_down:
            return Response(status_code=503)
        honest = {"keys": [key.as_dict(private=False) for key in self.keys]}
        return JSONResponse(honest if self.key_set is None else self.key_set)

    async def _token(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        if self.is_down:
            return Response(status_code=503)
        form = dict(parse_qsl((await request.body()).decode(), strict_parsing=True))
        self.bodies.append(form)
        query = self.codes.get(form["code"])
        if not self.takes_codes_again:
            self.codes.pop(form["code"], None)
        if query is None or not _is_proved(request, form) or not _is_bound(query, form):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(self.clock().timestamp())
        claims = self.claims(
            {
                **self.person,
                "iss": self.url,
                "aud": CLIENT_ID,
                "iat": now,
                "exp": now + 300,
                "nonce": query["nonce"],
            }
        )
        header = self.header({"alg": self.algorithm, "kid": self.key.kid, "typ": "JWT"})
        token = self.token(claims, header, self.key)
        return self.reply({"access_token": "opaque", "token_type": "Bearer", "id_token": token})


@asynccontextmanager
async def an_issuer(clock: Clock) -> AsyncIterator[FakeIssuer]:
    """Serve an issuer at an address of its own for as long as the block lasts."""
    opened = listen("127.0.0.1", 0)
    issuer = FakeIssuer(url=f"http://127.0.0.1:{opened.getsockname()[1]}", clock=clock)
    stop = asyncio.Event()

    async def until() -> None:
        await stop.wait()

    serving = asyncio.create_task(serve_http(opened, issuer.app(), Settings(), until=until))
    try:
        yield issuer
    finally:
        stop.set()
        await serving


def _is_bound(query: Mapping[str, str], form: Mapping[str, str]) -> bool:
    """Tell whether the code is used by whom it was given to (RFC 7636, section 4.6)."""
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    challenge = base64url(digest)
    return query["code_challenge"] == challenge and query["redirect_uri"] == form["redirect_uri"]


def _is_proved(request: Request, form: Mapping[str, str]) -> bool:
    if "client_assertion" in form:
        return True  # the test looks at it itself
    if "client_secret" in form:
        return (form["client_id"], form["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
    kind, _, encoded = request.headers.get("authorization", "").partition(" ")
    name, _, secret = base64.b64decode(encoded).decode().partition(":")
    return (kind, unquote(name), unquote(secret)) == ("Basic", CLIENT_ID, CLIENT_SECRET)
