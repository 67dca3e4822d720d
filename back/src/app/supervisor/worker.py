"""One worker as its supervisor sees it, and the worker's end of what ties the two.

The tie is a pair of sockets.  The worker writes a line when it is ready.  The supervisor closes
its side when the worker is to leave, and so does the system when the supervisor is gone: no worker
outlives it, whatever it died of.
"""

import asyncio
import os
import signal
import socket
import sys
import threading
from asyncio.subprocess import Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from app.serve import FAILED, Tie
from app.supervisor.rules import Phase
from settings import Settings

WORKER: Final = (sys.executable, "-P", "-m", "app.command", "worker")
"""The command of a worker, to which the options of ``Place`` are added."""
_READY: Final = b"ready\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a worker serves: a number that no other living one has, a socket, shared metrics."""

    slot: int
    opened: socket.socket
    metrics: Path


@dataclass(slots=True, kw_only=True, eq=False)
class Worker:
    """A process and how far it is; ``is_old`` when it is to be replaced."""

    slot: int
    process: Process
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    phase: Phase = Phase.STARTING
    is_old: bool = False
    ready_at: float | None = None

    def retire(self, *, gently: bool, seconds: float) -> None:
        """Let it go: gently, it ends once its connections did, else as a service stops.

        It is killed after so many seconds.
        """
        was_serving = self.phase is Phase.READY
        self.phase = Phase.LEAVING
        if gently and was_serving:
            self.writer.write_eof()
        else:
            self.send(signal.SIGTERM)
        asyncio.get_running_loop().call_later(seconds, self.send, signal.SIGKILL)

    def send(self, number: signal.Signals) -> None:
        """Send a signal, unless the process has ended."""
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)

    async def became_ready(self, *, seconds: float) -> bool:
        """Return whether it became ready within so many seconds, before it ended."""
        with suppress(TimeoutError, ConnectionError):
            return await asyncio.wait_for(self.reader.readline(), seconds) == _READY
        return False


async def start_worker(command: Sequence[str], place: Place) -> Worker:
    """Start a worker in a session of its own, where no signal of a terminal reaches it."""
    ours, theirs = socket.socketpair()
    with theirs:
        fds = (place.opened.fileno(), theirs.fileno())
        options = {
            "--socket": fds[0],
            "--tie": fds[1],
            "--slot": place.slot,
            "--metrics": place.metrics,
        }
        process = await asyncio.create_subprocess_exec(
            *command,
            *(str(part) for option in options.items() for part in option),
            pass_fds=fds,
            start_new_session=True,
        )
    reader, writer = await asyncio.open_connection(sock=ours)
    return Worker(slot=place.slot, process=process, reader=reader, writer=writer)


def tied(descriptor: int, settings: Settings) -> Tie:
    """Return what a worker has with its supervisor, which is at the other end of a socket.

    A thread watches it, because the event loop may be what hangs.
    """
    end = socket.socket(fileno=descriptor)
    end.set_inheritable(False)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    leaving = asyncio.Event()
    loop = asyncio.get_running_loop()

    def watch() -> None:
        with suppress(ConnectionError):
            end.recv(1)
        timer = threading.Timer(settings.stop_deadline.total_seconds(), os._exit, [FAILED])
        timer.daemon = True
        timer.start()
        with suppress(RuntimeError):  # the loop has ended, and the process is about to
            loop.call_soon_threadsafe(leaving.set)

    threading.Thread(target=watch, name="tie", daemon=True).start()
    return Tie(serving=partial(_tell, end), leaving=leaving)


def _tell(end: socket.socket) -> None:
    with suppress(ConnectionError):  # then the supervisor is gone, which the thread sees, too
        end.sendall(_READY)
