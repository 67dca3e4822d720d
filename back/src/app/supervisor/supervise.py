"""The supervisor: one process that keeps others serving on a socket of theirs all.

A hang-up signal replaces all workers, one by one, without a request failing.  A stop goes to all
of them at once, and a second signal is passed on, too.

Exit codes: 0 after a clean stop; 1 when the service cannot start; 70 when workers that once served
end as soon as they start, or one did not stop cleanly.
"""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import structlog
from starlette.types import ASGIApp

from app.listener import listen, serve_http
from app.serve import CANNOT_START, FAILED, STOPPED
from app.supervisor.crew import Changes, Crew, Plan, keep_old, retire, roll, start, stop_all, urge
from app.supervisor.health import health_app
from app.supervisor.rules import Step, next_step, start_at
from settings import Settings

_LOG: Final = structlog.get_logger("integrates.supervisor")


async def supervise(plan: Plan) -> int:
    """Serve through workers until a signal asks to stop; return the exit code."""
    settings = plan.settings
    async with AsyncExitStack() as stack:
        try:
            opened = stack.enter_context(listen(settings.host, settings.port))
            measured = _measured(settings)
        except OSError as error:
            _LOG.error("cannot listen", reason=str(error))
            return CANNOT_START
        metrics = Path(stack.enter_context(TemporaryDirectory(prefix="integrates-metrics-")))
        crew = Crew(plan=plan, opened=opened, metrics=metrics)
        host, port = opened.getsockname()[:2]
        health = measured.getsockname()[1] if measured else None
        _LOG.info("supervising", host=host, port=port, metrics=health, workers=plan.workers)
        if measured is not None:
            app = health_app(metrics, crew.health)
            await stack.enter_async_context(_health_served(measured, app, settings))
        stack.enter_context(_signals(crew))
        if plan.changes is not None:
            await stack.enter_async_context(_followed(plan.changes, crew))
        code = await _kept(crew)
        opened.close()  # the workers' copies are the last ones, and close as they stop
        is_clean = await stop_all(crew)
        return code if is_clean or code != STOPPED else FAILED


def _measured(settings: Settings) -> socket.socket | None:
    return listen(settings.metrics_host, settings.metrics_port) if settings.metrics_port else None


async def _kept(crew: Crew) -> int:
    """Keep as many workers as are wanted until a stop is asked for or there is no point."""
    while not crew.stop.is_set():
        crew.stirred.clear()
        plan = crew.plan
        step = next_step(crew.seen(), wanted=plan.workers, trouble=crew.trouble, policy=plan.policy)
        if step is Step.GIVE_UP and plan.changes is None:
            _LOG.error("given up: workers end as soon as they start", code=crew.last)
            return FAILED if crew.was_ready else CANNOT_START
        await _take(step, crew)
    return STOPPED


async def _take(step: Step, crew: Crew) -> None:
    """Take a step, or wait until there may be one to take."""
    delay = start_at(crew.trouble) - asyncio.get_running_loop().time()
    match step:
        case Step.START if delay <= 0:
            await start(crew)
        case Step.START:
            await _happened(crew.stirred, delay)
        case Step.RETIRE:
            retire(crew)
        case Step.KEEP_OLD:
            keep_old(crew)
        case Step.GIVE_UP | Step.NOTHING:
            await crew.stirred.wait()


async def _happened(event: asyncio.Event, seconds: float) -> None:
    waiting = asyncio.create_task(event.wait())
    await asyncio.wait({waiting}, timeout=seconds)
    waiting.cancel()


@contextmanager
def _signals(crew: Crew) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    ask = partial(urge, crew)
    # A service in development belongs to its terminal.
    hang_up = partial(roll, crew) if crew.plan.changes is None else ask
    handlers = {signal.SIGTERM: ask, signal.SIGINT: ask, signal.SIGHUP: hang_up}
    for number, handler in handlers.items():
        loop.add_signal_handler(number, handler)
    try:
        yield
    finally:
        for number in handlers:
            loop.remove_signal_handler(number)


@asynccontextmanager
async def _health_served(
    opened: socket.socket, app: ASGIApp, settings: Settings
) -> AsyncIterator[None]:
    is_over = asyncio.Event()

    async def until() -> None:
        await is_over.wait()

    serving = asyncio.create_task(serve_http(opened, app, settings, until=until))
    try:
        yield
    finally:
        is_over.set()
        await serving


@asynccontextmanager
async def _followed(changes: Changes, crew: Crew) -> AsyncIterator[None]:
    is_over = asyncio.Event()

    async def follow() -> None:
        async for _ in changes(is_over):
            roll(crew)

    following = asyncio.create_task(follow())
    try:
        yield
    finally:
        is_over.set()
        await following
