"""Hypercorn as this service uses it: HTTP/1.1 on sockets that are open already."""

import logging
import socket
from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

import h11
from hypercorn.asyncio import serve as serve_asgi
from hypercorn.config import Config
from hypercorn.protocol.h11 import H11Protocol
from starlette.types import ASGIApp

from settings import Settings

_BACKLOG: Final = 256


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
) -> None:
    """Serve on a socket, which is closed afterwards, until ``until`` returns."""
    H11Protocol._check_protocol = _stay_with_http_1  # type: ignore[assignment]  # no h2c  # noqa: SLF001
    # Both are ASGI applications; the two packages only describe their messages differently.
    await serve_asgi(cast("Any", app), _config(opened, settings), shutdown_trigger=until)


async def _stay_with_http_1(_: H11Protocol, __: h11.Request) -> None:
    """Ignore that a client asks for HTTP/2 without TLS, which Hypercorn has no switch for."""


def _config(opened: socket.socket, settings: Settings) -> Config:
    config = Config()
    config.bind = [f"fd://{opened.detach()}"]
    config.errorlog = logging.getLogger("hypercorn.error")
    config.include_server_header = False
    config.graceful_timeout = settings.drain.total_seconds()
    # A handler that outlasts it would leave its connection open but unread.  Headers are bounded
    # by the keep-alive time, bodies by ``body_pace``.
    config.read_timeout = None
    config.keep_alive_timeout = 5
    config.keep_alive_max_requests = 1000
    config.h11_max_incomplete_size = 16 * 1024
    config.h2_max_concurrent_streams = 50
    config.workers = 1
    return config
