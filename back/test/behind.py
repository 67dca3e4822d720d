"""A service whose search is behind its store, until somebody brings it up."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from contract.builders import an_item
from projections.lag import PATIENCE
from streaming import Script, ScriptedStream
from streams.types import Batch, Change, Shard
from world import START, World, served

_A_MOMENT: Final = timedelta(milliseconds=50)


async def never() -> None:
    """Stand for a search that stays as it is."""
    await asyncio.Event().wait()


@dataclass(slots=True)
class Waiting:
    """A stream with changes that the search has not; who waits for them sees ``caught_up``."""

    inner: ScriptedStream
    caught_up: Callable[[], Awaitable[None]]

    async def shards(self) -> tuple[Shard, ...]:
        return await self.inner.shards()

    async def read(self, shard: str, *, after: str | None, limit: int) -> Batch:
        return await self.inner.read(shard, after=after, limit=limit)

    async def wait(self, *, timeout_s: float) -> None:
        """Bring the search up, as its consumer would meanwhile."""
        del timeout_s
        await self.caught_up()
        self.inner.scripts.clear()


@asynccontextmanager
async def behind(
    world: World, caught_up: Callable[[], Awaitable[None]] = never
) -> AsyncIterator[World]:
    """Give the service of ``world`` once more, with a search that is a change behind.

    A request that waits sees it ``caught_up``; without that, it waits in vain, and not for long.
    """
    item = an_item("FIN#late")
    late = Change(position="0001", at=START, key=item.key, old=None, new=item)
    stream = Waiting(ScriptedStream({"one": Script([late])}), caught_up)
    patience = _A_MOMENT if caught_up is never else PATIENCE
    projections = replace(world.service.projections, beside=stream, patience=patience)
    service = replace(world.service, projections=projections, used={})
    async with served(service) as (app, client):
        yield replace(world, app=app, service=service, _client=client)
