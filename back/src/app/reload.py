"""Development: the service in a child process, started anew when its source changes."""

import signal
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Final

from watchfiles import PythonFilter, watch

_SOURCE: Final = Path(__file__).parents[1]
_STOP_SECONDS: Final = 10


class _Source(PythonFilter):
    def __init__(self) -> None:
        super().__init__(extra_extensions=(".graphql",))


def serve_and_reload(arguments: list[str]) -> int:
    """Run ``integrates`` with ``arguments`` until a signal; return its last exit code.

    A child that could not start is started again at the next change of the source.
    """
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    child = _start(arguments)
    changes = watch(_SOURCE, watch_filter=_Source(), stop_event=stop, raise_interrupt=False)
    for _ in changes:
        _end(child)
        child = _start(arguments)
    return _end(child)


def _start(arguments: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "app.command", *arguments])  # noqa: S603  # ourselves


def _end(child: "subprocess.Popen[bytes]") -> int:
    child.send_signal(signal.SIGTERM)
    try:
        return child.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()
