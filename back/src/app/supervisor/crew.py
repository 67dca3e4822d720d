"""The workers of a supervisor: starting, following, replacing and stopping them."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import structlog

from app.serve import STOPPED
from app.supervisor.health import Health, forget
from app.supervisor.rules import Phase, Policy, Seen, Trouble, is_early, leaver, troubled
from app.supervisor.worker import WORKER, Place, Worker, start_worker
from settings import Settings

Changes: TypeAlias = Callable[[asyncio.Event], AsyncIterator[object]]
"""Yields at each change of the source until the event is set."""

_LOG: Final = structlog.get_logger("integrates.supervisor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is supervised: how many workers, by which command, how patiently.

    With ``changes`` it is for development: each of them replaces the workers, which then go at
    once; a hang-up stops; and where production gives up, the next change is waited for.
    """

    settings: Settings
    workers: int
    command: Sequence[str] = WORKER
    policy: Policy = field(default_factory=Policy)
    changes: Changes | None = None


@dataclass(slots=True, kw_only=True)
class Crew:
    """The workers that live, and what is known of those that ended.

    ``unclean`` has the exit codes of those that served and did not stop cleanly; ``last`` is the
    code of the last one of all that ended.  ``stirred`` is set when there may be something to do.
    """

    plan: Plan
    opened: socket.socket
    metrics: Path
    workers: list[Worker] = field(default_factory=list)
    attending: set[asyncio.Task[None]] = field(default_factory=set)
    trouble: Trouble = field(default_factory=Trouble)
    was_ready: bool = False
    lost: int = 0
    last: int | None = None
    unclean: list[int] = field(default_factory=list)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def seen(self) -> list[Seen]:
        return [Seen(phase=worker.phase, is_old=worker.is_old) for worker in self.workers]

    def health(self) -> Health:
        phases = {worker.process.pid: worker.phase for worker in self.workers}
        return Health(phases=phases, lost=self.lost, is_stopping=self.stop.is_set())


async def start(crew: Crew) -> None:
    """Start one more worker; that the system cannot counts as an early end of one."""
    taken = {worker.slot for worker in crew.workers}
    slot = next(slot for slot in range(len(taken) + 1) if slot not in taken)
    place = Place(slot=slot, opened=crew.opened, metrics=crew.metrics)
    try:
        worker = await start_worker(crew.plan.command, place)
    except OSError as error:
        _LOG.error("cannot start a worker", reason=str(error))
        crew.trouble = troubled(crew.trouble, now=asyncio.get_running_loop().time())
        return
    crew.workers.append(worker)
    _LOG.info("worker started", worker=slot, pid=worker.process.pid)
    task = asyncio.create_task(_attend(crew, worker))
    crew.attending.add(task)
    task.add_done_callback(crew.attending.discard)


async def _attend(crew: Crew, worker: Worker) -> None:
    """Follow a worker from its start to its end."""
    if await worker.became_ready(seconds=crew.plan.policy.start):
        worker.ready_at = asyncio.get_running_loop().time()
        crew.was_ready = True
        if worker.phase is Phase.STARTING:
            worker.phase = Phase.READY
            _LOG.info("worker ready", worker=worker.slot, pid=worker.process.pid)
            crew.stirred.set()
    else:
        worker.send(signal.SIGKILL)  # it hangs, if it has not ended already
    code = await worker.process.wait()
    worker.writer.close()
    crew.workers.remove(worker)
    forget(worker.slot, crew.metrics)
    _note_end(crew, worker, code)
    crew.stirred.set()


def _note_end(crew: Crew, worker: Worker, code: int) -> None:
    crew.last = code
    if worker.phase is Phase.LEAVING:
        if code != STOPPED and worker.ready_at is not None:
            crew.unclean.append(code)
        _LOG.info("worker ended", worker=worker.slot, pid=worker.process.pid, code=code)
        return
    crew.lost += 1
    _LOG.error("worker lost", worker=worker.slot, pid=worker.process.pid, code=code)
    now = asyncio.get_running_loop().time()
    if is_early(worker.ready_at, now=now, policy=crew.plan.policy):
        crew.trouble = troubled(crew.trouble, now=now)


def retire(crew: Crew) -> None:
    """Let the worker go whose turn it is."""
    worker = crew.workers[leaver(crew.seen())]
    _LOG.info("worker leaving", worker=worker.slot, pid=worker.process.pid)
    worker.retire(gently=crew.plan.changes is None, seconds=_patience(crew.plan))


def _patience(plan: Plan) -> float:
    # A worker past its deadline ends by itself, if it still can.
    return plan.settings.stop_deadline.total_seconds() + plan.policy.margin


def roll(crew: Crew) -> None:
    """Have all workers replaced."""
    _LOG.info("rolling restart")
    crew.trouble = Trouble()
    for worker in crew.workers:
        worker.is_old = True
    crew.stirred.set()


def keep_old(crew: Crew) -> None:
    """Have no worker replaced any more."""
    _LOG.error("rolling restart given up: new workers end as soon as they start", code=crew.last)
    crew.trouble = Trouble()
    for worker in crew.workers:
        worker.is_old = False


async def stop_all(crew: Crew) -> bool:
    """Stop all workers, each within its deadline; return whether all stopped cleanly."""
    crew.stop.set()
    crew.unclean.clear()
    _LOG.info("stopping", workers=len(crew.workers))
    for worker in crew.workers:
        worker.retire(gently=False, seconds=_patience(crew.plan))
    while crew.attending:
        await asyncio.wait(crew.attending)
    _LOG.info("stopped", failures=crew.unclean)
    return not crew.unclean


def urge(crew: Crew) -> None:
    """Ask for a stop; when that was asked for before, have the workers hurry."""
    if crew.stop.is_set():
        for worker in crew.workers:
            worker.send(signal.SIGTERM)
    crew.stop.set()
    crew.stirred.set()
