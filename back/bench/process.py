"""The processes that are measured, and what they cost."""

import asyncio
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).parents[1] / "src"
# As it is installed: the tools of development bring ``rich``, which structlog imports if it can.
_COMMAND: Final = """
import runpy, sys
sys.modules["rich"] = None
runpy.run_module("app.command", run_name="__main__", alter_sys=True)
"""
SERVE: Final = ("-c", _COMMAND, "serve")
REBUILD: Final = ("-c", _COMMAND, "search", "rebuild")


def environ(folder: Path, port: int) -> dict[str, str]:
    """Return the settings of a service that keeps everything in ``folder``."""
    return {
        "INTEGRATES_ENVIRONMENT": "development",
        "INTEGRATES_LAME_DUCK": "0",
        "INTEGRATES_LOG_LEVEL": "error",
        "INTEGRATES_METRICS_PORT": "0",
        "INTEGRATES_PORT": str(port),
        "INTEGRATES_RATE_LIMITS": "false",
        "INTEGRATES_STATE_DIR": str(folder),
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def running(arguments: Sequence[str], variables: Mapping[str, str]) -> Iterator[int]:
    """Run Python with ``arguments`` and give its process id."""
    process = subprocess.Popen(
        [sys.executable, *arguments], env=_around(variables), stdout=subprocess.DEVNULL
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def ran(arguments: Sequence[str], variables: Mapping[str, str]) -> float:
    """Run Python with ``arguments`` to its end; return the processor time it took in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments],
        env=_around(variables),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _around(variables: Mapping[str, str]) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("INTEGRATES_")}
    return {**inherited, "PYTHONPATH": str(SOURCE), **variables}


async def accepting(port: int, *, limit: float = 60) -> float:
    """Wait until the port takes connections; return how many seconds that took."""
    start = time.perf_counter()
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if time.perf_counter() - start > limit:
                raise
            await asyncio.to_thread(os.sched_yield)
            continue
        writer.close()
        return time.perf_counter() - start


def memory_mb(pid: int, *, peak: bool = False) -> float:
    """Return the resident memory of a process in MB, as it is or as it was at most."""
    wanted = "VmHWM:" if peak else "VmRSS:"
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(wanted):
            return int(line.split()[1]) / 1000
    return 0.0


def most_memory_mb() -> float:
    """Return the most memory that any process took which was started here and is over, in MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
