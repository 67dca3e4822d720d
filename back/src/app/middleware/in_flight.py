"""Bounds how many requests a process serves at once."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.answers import refuse
from api.http.errors import Refusal
from errors import Code

PROBES: Final = frozenset({"/livez", "/readyz"})


def in_flight(app: ASGIApp, *, most: int) -> ASGIApp:
    """Refuse what comes while ``most`` requests are served; probes are always answered."""
    serving = 0

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal serving
        if scope["type"] != "http" or scope["path"] in PROBES:
            await app(scope, receive, send)
            return
        if serving >= most:
            await refuse(send, _overloaded())
            return
        serving += 1
        try:
            await app(scope, receive, send)
        finally:
            serving -= 1

    return wrapped


def _overloaded() -> Refusal:
    return Refusal(
        503, "Too many requests at once", code=Code.UNAVAILABLE, headers={"retry-after": "1"}
    )
