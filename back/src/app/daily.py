"""What is wished for once, by whoever starts first, and then every day by itself."""

import asyncio
from typing import Final

import structlog

from app.world import Service
from envelopes.ageing import wish_to_rotate
from errors import Unavailable
from stakeholders.domain import wish_to_let_go

_LOG: Final = structlog.get_logger("integrates.daily")
_AGAIN_S: Final = 60.0


async def daily(service: Service, stop: asyncio.Event) -> None:
    """Wish for the first run of the daily jobs, and then do nothing until ``stop`` is set."""
    while not stop.is_set():
        try:
            await wished(service)
        except Unavailable as fault:
            _LOG.warning("the daily jobs could not be wished for", reason=str(fault))
        else:
            await stop.wait()
            return
        try:
            await asyncio.wait_for(stop.wait(), _AGAIN_S)
        except TimeoutError:
            continue


async def wished(service: Service) -> None:
    """Wish for today's runs; of several processes that do so at once, one does it for all."""
    store, now = service.engines.store, service.clock()
    for wish in (wish_to_let_go, wish_to_rotate):
        await store.commit([await wish(store, now.date(), now=now)])
