"""An issuer of OIDC tokens for CI jobs, over HTTP on loopback; it can be made to misbehave."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, TypeAlias

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from world import World

Key: TypeAlias = RSAKey | ECKey | OKPKey | OctKey
Answer: TypeAlias = tuple[int, bytes]
RSA: Final = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig", "alg": "RS256"})
EC: Final = ECKey.generate_key("P-256", {"kid": "ec", "use": "sig"})
ED: Final = OKPKey.generate_key("Ed25519", {"kid": "ed", "use": "sig"})
AUDIENCE: Final = "https://integrates.example.com"
_numbers = count(1)


@dataclass(slots=True, kw_only=True)
class Issuer:
    """``answers`` take the place of what it says at a path; ``asked`` are the paths, in order."""

    url: str = ""
    keys: list[Key] = field(default_factory=lambda: [RSA, EC, ED])
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def says(self, path: str) -> Answer:
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        told: dict[str, Mapping[str, Any]] = {
            "/.well-known/openid-configuration": {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/keys",
                "id_token_signing_alg_values_supported": ["RS256", "none"],
            },
            "/keys": {"keys": [key.as_dict(private=False) for key in self.keys if _is_public(key)]},
        }
        return (200, json.dumps(told[path]).encode()) if path in told else (404, b"{}")

    def claims(self, world: World, **changed: object) -> dict[str, Any]:
        """Return what a job's token says; ``None`` takes a claim away."""
        now = int(world.clock.instant.timestamp())
        claims: dict[str, Any] = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "repo:acme/app:ref:refs/heads/main",
            "repository": "acme/app",
            "ref": "refs/heads/main",
            "ref_protected": True,
            "run_number": 7,
            "iat": now,
            "nbf": now,
            "exp": now + 300,
            "jti": f"job-{next(_numbers)}",
        }
        return {name: v for name, v in (claims | changed).items() if v is not None}

    def token(
        self, world: World, *, header: Mapping[str, Any] | None = None, **changed: object
    ) -> str:
        """Return the token of a job, signed as GitHub signs."""
        return signed(self.claims(world, **changed), header or {})


def signed(claims: Mapping[str, Any], header: Mapping[str, Any], key: Key = RSA) -> str:
    whole = {"alg": "RS256", "kid": "rsa", **header}
    return jwt.encode(
        {name: value for name, value in whole.items() if value is not None},
        dict(claims),
        key,
        algorithms=[str(whole["alg"])],
        registry=JWSRegistry(algorithms=[str(whole["alg"])], strict_check_header=False),
    )


def _is_public(key: Key) -> bool:
    return not isinstance(key, OctKey)


@asynccontextmanager
async def an_issuer() -> AsyncIterator[Issuer]:
    """Give an issuer that answers for as long as the block lasts."""
    issuer = Issuer()
    async with listening(lambda path: _now(issuer.says(path))) as origin:
        issuer.url = origin
        yield issuer


async def _now(answer: Answer) -> Answer:
    return answer


@asynccontextmanager
async def listening(says: Callable[[str], Awaitable[Answer]]) -> AsyncIterator[str]:
    """Give the origin of a web server that answers each path as ``says`` does."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        status, body = await says(head.split(b" ")[1].decode())
        more = "Location: /keys\r\n" if status == 302 else ""
        writer.write(
            f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n{more}"
            "Content-Type: application/json\r\nConnection: close\r\n\r\n".encode()
            + body
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
