"""One shard as several consumers read it: what one has read serves the others.

A shard allows few readers, and those who keep up are all at one place.
"""

import asyncio
from typing import Final

from streams.types import Batch, ChangeStream

# Those who keep up share one; one that lags behind has its own.
_KEPT: Final = 4


class Tail:
    """Reads a shard once at a time; belongs to the loop on which it is used."""

    def __init__(self, stream: ChangeStream, shard: str, *, limit: int, wait_s: float) -> None:
        self._stream = stream
        self._shard = shard
        self._limit = limit
        self._wait_s = wait_s
        self._reading = asyncio.Lock()
        self._batches: dict[str | None, Batch] = {}
        self._waiting: asyncio.Task[None] | None = None

    async def batch(self, after: str | None) -> Batch:
        """Return the changes that follow ``after``; see ``ChangeStream.read``."""
        async with self._reading:
            if after not in self._batches:
                read = await self._stream.read(self._shard, after=after, limit=self._limit)
                self._batches[after] = read
                for oldest in list(self._batches)[:-_KEPT]:
                    del self._batches[oldest]
            return self._batches[after]

    async def news(self) -> None:
        """Return when there may be more than the last empty batch; all wait together."""
        if self._waiting is None:
            self._waiting = asyncio.create_task(self._wait())
        await asyncio.shield(self._waiting)

    async def close(self) -> None:
        """End the wait that nobody is interested in any more."""
        if self._waiting is not None:
            self._waiting.cancel()
            await asyncio.wait([self._waiting])

    async def _wait(self) -> None:
        try:
            await self._stream.wait(timeout_s=self._wait_s)
        finally:
            self._batches = {
                after: batch for after, batch in self._batches.items() if batch.changes
            }
            self._waiting = None
