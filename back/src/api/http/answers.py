"""Answers written to the wire."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

import orjson
from starlette.types import Send

from api.errors import told_of
from api.http.errors import Refusal

JSON: Final = "application/json"
GRAPHQL: Final = "application/graphql-response+json"


async def answer(
    send: Send,
    status: int,
    body: bytes,
    *,
    media: str = JSON,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Send one whole answer."""
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", f"{media}; charset=utf-8".encode("latin-1")),
                (b"content-length", str(len(body)).encode("ascii")),
                *(
                    (name.encode("latin-1"), text.encode("latin-1"))
                    for name, text in headers.items()
                ),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})


async def refuse(send: Send, refusal: Refusal, *, media: str = JSON) -> None:
    """Tell why a request is refused."""
    body = errors_only([told_of(refusal.code, refusal.message, **refusal.details)])
    await answer(send, refusal.status, body, media=media, headers=refusal.headers)


def with_extensions(body: bytes, extensions: Mapping[str, Any]) -> bytes:
    """Return ``body``, an object that is not empty, with ``extensions`` as its last member."""
    return body[:-1] + b',"extensions":' + orjson.dumps(extensions) + b"}"


def errors_only(errors: Iterable[dict[str, Any]]) -> bytes:
    """Return the body of an answer to what was never executed: it has no data."""
    return orjson.dumps({"errors": list(errors)})
