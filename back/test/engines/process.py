"""A server as a child process: started, waited for, and never left behind."""

import ctypes
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from engines.errors import EngineError

POLL_SECONDS = 0.05
START_SECONDS = 120
STOP_SECONDS = 30
TOLD_BYTES = 3000
PR_SET_PDEATHSIG = 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def accepts(port: int) -> bool:
    """Tell whether something accepts connections at ``port``."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(
    command: Sequence[str],
    folder: Path,
    *,
    ready: Callable[[], bool],
    environ: Mapping[str, str] | None = None,
    seconds: float = START_SECONDS,
) -> Iterator[None]:
    """Run ``command`` in ``folder``, from when it is ``ready`` to the end of the block.

    Raises:
        EngineError: it did not get ready; the message ends in what it printed last.
    """
    folder.mkdir(parents=True, exist_ok=True)
    output = folder / "out.log"
    with output.open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # A terminal's interrupt is for who uses the server, who may need it to the end.
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - no thread runs yet
        )
    try:
        _wait(process, ready, seconds=seconds, output=output)
        yield
    finally:
        _stop(process)


def last_words(output: Path) -> str:
    """Return the end of what a server printed."""
    return output.read_bytes()[-TOLD_BYTES:].decode(errors="replace")


def die_with_parent() -> None:
    """Have this process, just begun, end with the one that began it, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait(
    process: subprocess.Popen[bytes], ready: Callable[[], bool], *, seconds: float, output: Path
) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > end:
            raise EngineError(f"not ready, exit {process.poll()}:\n{last_words(output)}")
        time.sleep(POLL_SECONDS)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
