"""Runs the application on Hypercorn: listens, serves, and stops in order.

A stop goes: readiness is withdrawn, requests are still taken for the lame-duck time, then the
sockets close and the requests in flight end; background work comes last.  A second signal skips
the rest of the lame-duck time.

A process that shares its socket with others may also leave them: it accepts no more, stays ready,
hangs up after each answer, and ends once its connections did.

Exit codes: 0 after a clean stop, 1 when the service cannot start, 70 when background work failed
or the stop missed its deadline.
"""

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Final, TypeAlias

import structlog
import uvloop
from starlette.types import ASGIApp

from app.listener import listen, serve_http
from app.metrics import Metrics, lag_watched, metrics_app
from app.middleware.draining import draining
from settings import Settings

Background: TypeAlias = Callable[[asyncio.Event], Coroutine[Any, Any, None]]
"""Work beside requests; it returns soon after the event that it is given is set."""

STOPPED: Final = 0
CANNOT_START: Final = 1
FAILED: Final = 70
_LOG: Final = structlog.get_logger("integrates.serve")


def run(main: Coroutine[Any, Any, int]) -> int:
    """Run ``main`` to its end on the event loop of the service; return its exit code."""
    return uvloop.run(main)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What ties a process to its starter: it tells that it serves, and is told to leave."""

    serving: Callable[[], None] = lambda: None
    leaving: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class _Stop:
    """How far a stop has come: asked for once, and once more; and what went wrong."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    urged: asyncio.Event = field(default_factory=asyncio.Event)
    failures: list[str] = field(default_factory=list)

    def ask(self) -> None:
        (self.urged if self.asked.is_set() else self.asked).set()


async def serve(
    app: ASGIApp, settings: Settings, *, metrics: Metrics, background: Sequence[Background] = ()
) -> int:
    """Serve until a signal asks to stop; return the exit code."""
    try:
        sockets = [listen(settings.host, settings.port)]
        if settings.metrics_port:
            sockets.append(listen(settings.metrics_host, settings.metrics_port))
    except OSError as error:
        _LOG.error("cannot listen", reason=str(error))
        return CANNOT_START
    return await serve_on(sockets, app, settings, metrics=metrics, background=background)


async def serve_on(
    sockets: Sequence[socket.socket],
    app: ASGIApp,
    settings: Settings,
    *,
    metrics: Metrics,
    background: Sequence[Background] = (),
    tie: Tie | None = None,
) -> int:
    """Serve on open sockets, the API's and maybe that of the metrics; return the exit code."""
    tie = tie or Tie()
    stop, work_is_over = _Stop(), asyncio.Event()
    tasks = [_start(work, work_is_over, stop) for work in background]
    measured = [
        asyncio.create_task(
            serve_http(each, metrics_app(metrics), settings, until=partial(_happened, work_is_over))
        )
        for each in sockets[1:]
    ]
    with _signals(stop), _hard_deadline(stop, settings), lag_watched(metrics):
        host, port = sockets[0].getsockname()[:2]
        _LOG.info("serving", host=host, port=port)
        tie.serving()
        await serve_http(
            sockets[0],
            draining(app, is_stopping=stop.asked, is_leaving=tie.leaving),
            settings,
            until=partial(_until_quiet, stop, settings.lame_duck),
            leaving=tie.leaving,
        )
        work_is_over.set()
        await _finish(tasks, stop, patience=settings.drain)
        await asyncio.gather(*measured)
    _LOG.info("stopped", failures=stop.failures)
    return FAILED if stop.failures else STOPPED


async def work_on(app: ASGIApp, settings: Settings, *, background: Sequence[Background]) -> int:
    """Do background work until a signal asks to stop; return the exit code.

    Meanwhile ``app`` is served on the metrics port, if there is one.
    """
    try:
        sockets = [listen(settings.metrics_host, port)] if (port := settings.metrics_port) else []
    except OSError as error:
        _LOG.error("cannot listen", reason=str(error))
        return CANNOT_START
    stop, work_is_over = _Stop(), asyncio.Event()
    with _signals(stop), _hard_deadline(stop, settings):
        tasks = [_start(work, work_is_over, stop) for work in background]
        shown = [
            asyncio.create_task(
                serve_http(each, app, settings, until=partial(_happened, work_is_over))
            )
            for each in sockets
        ]
        _LOG.info("working", metrics=[each.getsockname()[:2] for each in sockets])
        await stop.asked.wait()
        work_is_over.set()
        await _finish(tasks, stop, patience=settings.drain)
        await asyncio.gather(*shown)
    _LOG.info("stopped", failures=stop.failures)
    return FAILED if stop.failures else STOPPED


async def _until_quiet(stop: _Stop, lame_duck: timedelta) -> None:
    """Return when the sockets are to be closed."""
    await stop.asked.wait()
    _LOG.info("stopping", lame_duck=lame_duck.total_seconds())
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.urged.wait(), lame_duck.total_seconds())


async def _happened(event: asyncio.Event) -> None:
    await event.wait()


def _start(work: Background, is_over: asyncio.Event, stop: _Stop) -> asyncio.Task[None]:
    """Start background work; when it ends before it was told to, the service stops."""

    def note_end(task: asyncio.Task[None]) -> None:
        if task.cancelled() or (is_over.is_set() and task.exception() is None):
            return
        stop.failures.append(getattr(work, "__name__", repr(work)))
        _LOG.error("background work ended", exc_info=task.exception())
        stop.asked.set()

    task = asyncio.create_task(work(is_over))
    task.add_done_callback(note_end)
    return task


async def _finish(tasks: Sequence[asyncio.Task[None]], stop: _Stop, *, patience: timedelta) -> None:
    """Let background work end by itself, and end what does not."""
    if not tasks:
        return
    _, late = await asyncio.wait(tasks, timeout=patience.total_seconds())
    for task in late:
        stop.failures.append("background work did not end")
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def _signals(stop: _Stop) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.ask)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


@contextmanager
def _hard_deadline(stop: _Stop, settings: Settings) -> Iterator[None]:
    """End the process some time after a stop was asked for, whatever it still does.

    A thread does it, because the event loop may be what hangs.
    """
    timer = threading.Timer(settings.stop_deadline.total_seconds(), os._exit, [FAILED])
    timer.daemon = True

    async def arm() -> None:
        await stop.asked.wait()
        timer.start()

    waiting = asyncio.create_task(arm())
    try:
        yield
    finally:
        waiting.cancel()
        timer.cancel()
