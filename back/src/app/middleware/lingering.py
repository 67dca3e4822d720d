"""Lets a client that is still sending hear why it was refused.

A connection that is closed while its client still sends is reset, and the answer may be lost.
"""

import asyncio
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES: Final = 4 * 1024 * 1024
PATIENCE: Final = 2.0  # seconds


def lingering(app: ASGIApp) -> ASGIApp:
    """Read some more of a body that was answered before its end, and throw it away."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        is_complete = not _has_body(scope)

        async def receive_and_note() -> Message:
            nonlocal is_complete
            message = await receive()
            is_complete = is_complete or not message.get("more_body", False)
            return message

        async def send_and_linger(message: Message) -> None:
            is_last = message["type"] == "http.response.body" and not message.get(
                "more_body", False
            )
            if is_complete or not is_last:
                await send(message)
                return
            # The client has the whole answer now, by its length; only the end is held back.
            await send({**message, "more_body": True})
            await _discard(receive_and_note)
            await send({"type": "http.response.body", "body": b""})

        await app(scope, receive_and_note, send_and_linger)

    return wrapped


def _has_body(scope: Scope) -> bool:
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        for name, value in scope["headers"]
    )


async def _discard(receive: Receive) -> None:
    size = 0
    try:
        async with asyncio.timeout(PATIENCE):
            while size < MOST_BYTES:
                message = await receive()
                size += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return
