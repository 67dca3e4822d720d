"""How connections are taken, and how a process leaves its socket."""

import asyncio
import logging
import os
import resource
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from app.listener import listen, serve_http
from web_sample import SETTINGS, make_app, served

PATIENCE = 3  # seconds: less than an idle connection is kept
PROBE = b"GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n"


@contextmanager
def no_more_descriptors() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest = os.dup(0)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Heard(logging.Handler):
    """Tells that something was logged."""

    def __init__(self) -> None:
        super().__init__()
        self.told = asyncio.Event()

    def emit(self, _: logging.LogRecord) -> None:  # type: ignore[explicit-override]
        self.told.set()


@asynccontextmanager
async def heard() -> AsyncIterator[Heard]:
    log, handler = logging.getLogger("integrates.listener"), Heard()
    log.addHandler(handler)
    try:
        yield handler
    finally:
        log.removeHandler(handler)


async def _never() -> None:
    await asyncio.Event().wait()


async def test_a_connection_waits_while_the_system_has_no_descriptor_for_it() -> None:
    loop = asyncio.get_running_loop()
    async with served(make_app()) as port, heard() as handler, asyncio.timeout(PATIENCE):
        with socket.socket() as client:
            client.settimeout(0)
            with no_more_descriptors():
                await loop.sock_connect(client, ("127.0.0.1", port))
                await handler.told.wait()
            await loop.sock_sendall(client, PROBE)
            answer = await loop.sock_recv(client, 1000)

    assert answer.startswith(b"HTTP/1.1 200")


async def test_a_process_that_leaves_takes_no_connection_and_serves_the_last_one_on() -> None:
    opened, leaving = listen("127.0.0.1", 0), asyncio.Event()
    port = opened.getsockname()[1]
    serving = asyncio.create_task(
        serve_http(opened, make_app(), SETTINGS, until=_never, leaving=leaving)
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(PROBE)
    await reader.readuntil(b"\r\n\r\n")
    leaving.set()
    writer.write(PROBE)
    later = await reader.readuntil(b"\r\n\r\n")
    with socket.socket() as late, pytest.raises(ConnectionRefusedError):
        late.connect(("127.0.0.1", port))
    writer.close()
    async with asyncio.timeout(PATIENCE):
        await serving

    assert b"HTTP/1.1 200" in later
