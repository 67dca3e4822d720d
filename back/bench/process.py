"""The processes that are measured, and what they cost."""

import asyncio
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).parents[1] / "src"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def running(arguments: list[str], environ: Mapping[str, str]) -> Iterator[int]:
    """Run Python with ``arguments`` and give its process id."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("INTEGRATES_")}
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env={**inherited, "PYTHONPATH": str(SOURCE), **environ},
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


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
