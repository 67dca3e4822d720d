"""What the embedded store needs done now and then; DynamoDB does it by itself."""

import asyncio
from datetime import datetime
from typing import Final

import structlog

from app.consumers import CONSUMERS
from app.world import Service
from errors import Unavailable
from sqlite.store import SqliteStore, remove_expired
from sqlite.stream import LOG, trim_log
from streams.checkpoints import positions

_LOG: Final = structlog.get_logger("integrates.tidying")
_EVERY_S: Final = 3600.0


async def tidy(service: Service, stop: asyncio.Event) -> None:
    """Tidy the store every hour, until ``stop`` is set."""
    while not stop.is_set():
        try:
            await tidied(service, at=service.clock())
        except Unavailable as fault:
            # A full disk is tidied up once there is room again.
            _LOG.warning("the store could not be tidied", reason=str(fault))
        try:
            await asyncio.wait_for(stop.wait(), _EVERY_S)
        except TimeoutError:
            continue


async def tidied(service: Service, *, at: datetime) -> None:
    """Remove changes that no consumer needs any more, and what has expired."""
    store = service.engines.store
    assert isinstance(store, SqliteStore), "only the embedded store is tidied by us"
    await trim_log(store, await positions(store, LOG.id, CONSUMERS), now=at)
    await remove_expired(store, at=at)
