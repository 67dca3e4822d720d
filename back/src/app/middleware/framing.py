"""Refuses requests whose framing two parsers may read differently."""

import re
from collections import Counter
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.answers import refuse
from api.http.errors import Refusal

MOST_HEADERS: Final = 100
_HOST: Final = re.compile(
    rb"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?"
)
_ONCE: Final = frozenset({b"authorization", b"content-length", b"content-type", b"host", b"origin"})
_VERSIONS: Final = frozenset({"1.0", "1.1", "2", "3"})
_CLOSE: Final = {"connection": "close"}


def framing(app: ASGIApp) -> ASGIApp:
    """Refuse ambiguous requests, and end their connection: what follows cannot be trusted."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        refusal = refusal_of(scope) if scope["type"] == "http" else None
        if refusal is None:
            await app(scope, receive, send)
        else:
            await refuse(send, refusal)

    return wrapped


def refusal_of(scope: Scope) -> Refusal | None:
    """Return why a request is refused, None for a sound one."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    if len(headers) > MOST_HEADERS:
        return Refusal(431, f"There are more than {MOST_HEADERS} headers", headers=_CLOSE)
    if problem := _problem(scope["http_version"], headers):
        return Refusal(400, problem, headers=_CLOSE)
    return None


def _problem(version: str, headers: list[tuple[bytes, bytes]]) -> str | None:
    values = dict(headers)
    coding = values.get(b"transfer-encoding")
    if version not in _VERSIONS or b"h2c" in values.get(b"upgrade", b"").lower():
        return "HTTP/2 is not spoken without TLS"
    if coding is not None and (coding.lower() != b"chunked" or b"content-length" in values):
        return "The end of the request is ambiguous"
    if len(values) != len(headers) and _repeats(headers):
        return "A header is repeated"
    if _HOST.fullmatch(values.get(b"host", b"")) is None and version != "1.0":
        return "The host is malformed"
    return None


def _repeats(headers: list[tuple[bytes, bytes]]) -> bool:
    counts = Counter(name for name, _ in headers)
    return any(counts[name] > 1 for name in (*_ONCE, b"transfer-encoding"))
