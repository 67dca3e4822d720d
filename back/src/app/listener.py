"""Hypercorn as this service uses it: HTTP/1.1 on sockets that are open already.

We accept connections ourselves.  Hypercorn ends its listening and its idle connections in one
step, which cuts off whoever connected a moment before; a process that leaves a shared socket has
to stop accepting first, and to end once its connections did.
"""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, cast

import h11
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.asyncio.worker_context import WorkerContext
from hypercorn.config import Config
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.utils import wrap_app
from starlette.types import ASGIApp

from settings import Settings

_BACKLOG: Final = 256
_PAUSE: Final = 1.0  # seconds, after the system had no descriptor or memory for a connection
_LOG: Final = logging.getLogger("integrates.listener")


def listen(host: str, port: int) -> socket.socket:
    """Open the socket of an address; port 0 takes a free one.

    Raises:
        OSError: it is taken, or not an address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened


async def serve_http(
    opened: socket.socket,
    app: ASGIApp,
    settings: Settings,
    *,
    until: Callable[[], Awaitable[None]],
    leaving: asyncio.Event | None = None,
) -> None:
    """Serve on a socket, which is closed afterwards, until ``until`` returns.

    Once ``leaving`` is set no connection is accepted any more, and serving is over when the last
    one has ended.  Other processes may go on accepting from the same socket.
    """
    H11Protocol._check_protocol = _stay_with_http_1  # type: ignore[assignment]  # no h2c  # noqa: SLF001
    door = _Door(opened, app, _config())
    door.open()
    patience = settings.drain.total_seconds()
    ends = [asyncio.ensure_future(until())]
    if leaving is not None:
        ends.append(asyncio.create_task(_left(door, leaving, patience)))
    try:
        over, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in over:
            end.result()
    finally:
        door.close()
        for end in ends:
            end.cancel()
        await door.context.terminated.set()
        await _ended(door.connections, patience)


async def _ended(connections: set[asyncio.Task[None]], patience: float) -> None:
    """Wait for connections to end; cut off what has not after so many seconds."""
    if not connections:
        return
    _, late = await asyncio.wait(connections, timeout=patience)
    for connection in late:
        connection.cancel()
    await asyncio.gather(*late, return_exceptions=True)


async def _left(door: "_Door", leaving: asyncio.Event, patience: float) -> None:
    await leaving.wait()
    door.close()
    if door.connections:
        await asyncio.wait(door.connections, timeout=patience)


@dataclass(slots=True)
class _Door:
    """Where connections come in, and those that did and have not ended."""

    opened: socket.socket
    app: ASGIApp
    config: Config
    context: WorkerContext = field(default_factory=lambda: WorkerContext(None))
    connections: set[asyncio.Task[None]] = field(default_factory=set)
    pause: asyncio.TimerHandle | None = None

    def open(self) -> None:
        self.pause = None
        self.opened.settimeout(0)
        asyncio.get_running_loop().add_reader(self.opened, self._accept)

    def close(self) -> None:
        """Accept no more; what was accepted is served on."""
        if self.pause is not None:
            self.pause.cancel()
        if self.opened.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self.opened)
            self.opened.close()

    def _accept(self) -> None:
        # One at a time, so that the processes of a shared socket share the connections, too.
        try:
            connection, _ = self.opened.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return  # another process was faster, or the client thought better of it
        except OSError as error:
            _LOG.error("cannot accept: %s", error)
            loop = asyncio.get_running_loop()
            loop.remove_reader(self.opened)
            self.pause = loop.call_later(_PAUSE, self.open)
            return
        task = asyncio.create_task(self._serve(connection))
        self.connections.add(task)
        task.add_done_callback(self.connections.discard)

    async def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError):  # the client is gone
            reader, writer = await asyncio.open_connection(sock=connection)
            loop = asyncio.get_running_loop()
            # Both are ASGI applications; the packages only describe their messages differently.
            app = wrap_app(cast("Any", self.app), self.config.wsgi_max_body_size, "asgi")
            # It is awaitable, and no coroutine.
            await _Connection(app, loop, self.config, self.context, {}, reader, writer)


class _Connection(TCPServer):
    async def _read_data(self) -> None:  # type: ignore[explicit-override]  # not in Python 3.11
        await super()._read_data()
        # Else it outlasts a client that hung up by the keep-alive time.
        await self.idle_task.stop()


async def _stay_with_http_1(_: H11Protocol, __: h11.Request) -> None:
    """Ignore that a client asks for HTTP/2 without TLS, which Hypercorn has no switch for."""


def _config() -> Config:
    config = Config()
    config.errorlog = logging.getLogger("hypercorn.error")
    config.include_server_header = False
    # A handler that outlasts it would leave its connection open but unread.  Headers are bounded
    # by the keep-alive time, bodies by ``body_pace``.
    config.read_timeout = None
    config.keep_alive_timeout = 5
    config.keep_alive_max_requests = 1000
    config.h11_max_incomplete_size = 16 * 1024
    config.h2_max_concurrent_streams = 50
    return config
