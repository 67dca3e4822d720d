"""What wakes a process's runner before its next poll."""

import asyncio
from contextlib import suppress

from jobs.types import JobId


class Bell:
    """Rung on the runner's event loop; a ring that nobody waits for is kept."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._jobs: set[JobId] = set()

    def ring(self, kind: str, subject: str) -> None:
        """Tell the runner that a wish for this job was committed.

        It looks the job up by itself, since an index may list it late.
        """
        self._jobs.add(JobId(kind, subject))
        self._rung.set()

    def stir(self) -> None:
        """Have the runner look around."""
        self._rung.set()

    async def heard(self, *, timeout_s: float) -> tuple[JobId, ...]:
        """Wait for a ring, at most ``timeout_s``, and return the jobs that it was rung for."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._rung.wait()
        self._rung.clear()
        jobs = tuple(self._jobs)
        self._jobs.clear()
        return jobs
