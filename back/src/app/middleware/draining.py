"""What a service says that is about to stop: that it is not ready, and that it hangs up."""

import asyncio

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def draining(app: ASGIApp, *, is_stopping: asyncio.Event, is_leaving: asyncio.Event) -> ASGIApp:
    """Serve as before; once an event is set, end each connection.

    A process that stops refuses readiness, too; one that leaves has others in its place.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_and_close(message: Message) -> None:
            if message["type"] == "http.response.start" and (
                is_stopping.is_set() or is_leaving.is_set()
            ):
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        if scope["type"] != "http":
            await app(scope, receive, send)
        elif is_stopping.is_set() and scope["path"] == "/readyz":
            answer = JSONResponse({"status": "stopping"}, status_code=503)
            await answer(scope, receive, send_and_close)
        else:
            await app(scope, receive, send_and_close)

    return wrapped
