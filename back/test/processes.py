"""Services as processes of their own, and what they say."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

PATIENCE: Final = 20  # seconds
HERE: Final = Path(__file__).parent
SOURCES: Final = os.pathsep.join([str(HERE), str(HERE.parent / "src")])


@dataclass(frozen=True, slots=True)
class Service:
    process: asyncio.subprocess.Process
    output: asyncio.StreamReader

    async def until(self, event: str) -> dict[str, Any]:
        """Return the next line of the log that tells of ``event``."""
        async with asyncio.timeout(PATIENCE):
            while line := await self.output.readline():
                if line.startswith(b"{") and (told := json.loads(line))["event"] == event:
                    return dict(told)
        raise AssertionError(f"the service ended before it said {event!r}")

    async def ended(self) -> tuple[int, str]:
        """Return its exit code and what it, or a process that it started, still said."""
        async with asyncio.timeout(PATIENCE):
            rest = await self.output.read()
            return await self.process.wait(), rest.decode()


@asynccontextmanager
async def service(script: str, *arguments: object) -> AsyncIterator[Service]:
    """Run a script of this folder."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(HERE / script),
        *map(str, arguments),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": SOURCES},
    )
    assert process.stdout is not None
    try:
        yield Service(process, process.stdout)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
