"""What is derived in tests: followed as a process does, waited for, and compared with the store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from projections.keep import CONSUMERS
from projections.verify import index_drift
from projections.verify_figures import figures_drift
from projections.views import VIEWS
from streams.lag import standings
from streams.types import ChangeStream
from world import PATIENCE, World

NO_DRIFT: Final = dict.fromkeys((*VIEWS, "figures"), ())
_A_MOMENT: Final = 0.1


@asynccontextmanager
async def followed(world: World) -> AsyncIterator[None]:
    """Have the consumers of the world's process follow its changes for the length of the block."""
    stop = asyncio.Event()
    following = asyncio.create_task(world.service.consumers(stop))
    try:
        yield
    finally:
        stop.set()
        await following


async def caught_up(world: World, *, seconds: float = PATIENCE) -> None:
    """Return when no change waits for any consumer, no job is due, and all can be found."""
    stream = world.service.projections.beside
    async with asyncio.timeout(seconds):
        while await _are_waiting(world, stream):
            await stream.wait(timeout_s=_A_MOMENT)
        await world.contents()
    for name in VIEWS:
        await world.service.projections.search.refresh(name)


async def _are_waiting(world: World, stream: ChangeStream) -> bool:
    found = await standings(stream, world.store, CONSUMERS, clock=world.service.clock)
    return any(each.waiting for each in found)


async def drift(world: World) -> dict[str, tuple[str, ...]]:
    """Return what differs from the store, by the name of the index, or ``figures``."""

    async def at_once() -> None:
        """Wait for nothing: nobody else writes."""

    keeping = world.service.keeping
    found = [await index_drift(keeping, view, pause=at_once) for view in VIEWS.values()]
    found.append(await figures_drift(keeping, pause=at_once))
    return {each.name: each.ids for each in found}
