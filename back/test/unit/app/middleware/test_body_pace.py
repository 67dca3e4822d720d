"""Bodies that come slowly, on a real server."""

import asyncio
import time

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.answers import refuse
from api.http.errors import Refusal
from api.http.uploads import read_form
from app.middleware.body_pace import body_pace
from app.middleware.request_info import request_info
from web_sample import served
from wire import say

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n"
FORM_HEAD = (
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    b'--x\r\nContent-Disposition: form-data; name="0"; filename="report.sarif"\r\n\r\n'
)


async def count(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        return
    try:
        body = await Request(scope, receive).body()
    except Refusal as refusal:
        await refuse(send, refusal)
        return
    await PlainTextResponse(str(len(body)))(scope, receive, send)


async def read_file(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        return
    headers = Request(scope).headers
    try:
        form = await read_form(receive, headers, largest_file=10_000, operations_bytes=10_000)
    except Refusal as refusal:
        await refuse(send, refusal)
        return
    await form.close()
    await PlainTextResponse("read")(scope, receive, send)


def an_app(*, grace: float, handler: ASGIApp = count) -> ASGIApp:
    return request_info(body_pace(handler, grace=grace), proxies=(), new_id=lambda: "id")


async def test_a_body_that_stops_is_refused_and_its_connection_ends() -> None:
    started = time.monotonic()

    async with served(an_app(grace=0.2)) as port:
        heard = await say(port, HEAD + b"12345")

    assert heard.statuses == (408,)
    assert heard.was_closed
    assert 0.15 < time.monotonic() - started < 5


async def test_a_body_in_drops_is_refused_however_long_it_goes_on() -> None:
    async with served(an_app(grace=0.3)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD.replace(b"10", b"1000"))
        dripping = asyncio.create_task(drip(writer))
        async with asyncio.timeout(10):
            status = await reader.readline()
        dripping.cancel()
        writer.close()

    assert status.startswith(b"HTTP/1.1 408 ")


async def test_a_file_in_drops_is_refused_however_long_it_goes_on() -> None:
    async with served(an_app(grace=0.3, handler=read_file)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(FORM_HEAD)
        dripping = asyncio.create_task(drip(writer))
        async with asyncio.timeout(10):
            status = await reader.readline()
            rest = await reader.read()
        dripping.cancel()
        writer.close()

    assert status.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in rest.lower()


async def drip(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"x")
        await asyncio.sleep(0.05)


async def test_a_body_that_keeps_its_pace_is_read() -> None:
    async with served(an_app(grace=5)) as port:
        heard = await say(port, HEAD + b"12345", b"67890")

    assert heard.statuses == (200,)
    assert heard.bodies == ("10",)


async def test_a_handler_may_wait_longer_than_a_body() -> None:
    async def wait(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await Request(scope, receive).body()
            await asyncio.sleep(0.3)
            await PlainTextResponse("done")(scope, receive, send)

    app = request_info(body_pace(wait, grace=0.1), proxies=(), new_id=lambda: "id")
    async with served(app) as port:
        heard = await say(port, HEAD + b"1234567890")

    assert heard.statuses == (200,)


async def test_waiting_for_a_client_to_leave_is_not_paced() -> None:
    seen: list[str] = []

    async def watch(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            seen.append((await receive())["type"])
            seen.append((await receive())["type"])
            await PlainTextResponse("left")(scope, receive, send)

    app = request_info(body_pace(watch, grace=0.05), proxies=(), new_id=lambda: "id")
    async with served(app) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await asyncio.sleep(0.3)
        writer.close()
        await asyncio.sleep(0.1)

    assert seen == ["http.request", "http.disconnect"]
