"""Ends requests whose body comes too slowly, so that nobody holds a place for nothing."""

import asyncio
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.errors import BodyTooSlow
from api.http.types import INFO_KEY, RequestInfo

GRACE: Final = 5.0  # seconds without a least rate
LEAST_RATE: Final = 1024  # bytes a second on average, after the grace
JSON_DEADLINE: Final = 30.0  # seconds
UPLOAD_DEADLINE: Final = 120.0  # seconds


def body_pace(app: ASGIApp, *, grace: float = GRACE) -> ASGIApp:
    """Let ``receive`` raise ``BodyTooSlow`` when the body falls behind its pace."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            info: RequestInfo = scope[INFO_KEY]
            is_upload = "multipart" in info.headers.get("content-type", "")
            receive = _paced(receive, JSON_DEADLINE if not is_upload else UPLOAD_DEADLINE, grace)
        await app(scope, receive, send)

    return wrapped


def _paced(receive: Receive, deadline: float, grace: float) -> Receive:
    started: float | None = None
    received = 0
    is_complete = False

    async def receive_in_time() -> Message:
        nonlocal started, received, is_complete
        if is_complete:
            return await receive()
        started = asyncio.get_running_loop().time() if started is None else started
        due = min(deadline, max(grace, received / LEAST_RATE))
        try:
            async with asyncio.timeout_at(started + due):
                message = await receive()
        except TimeoutError:
            raise BodyTooSlow from None
        received += len(message.get("body", b""))
        is_complete = not message.get("more_body", False)
        return message

    return receive_in_time
