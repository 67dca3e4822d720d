"""A look at the consumers of changes now and then: what metrics and readiness are told of."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from app.consumers import CONSUMERS
from app.errors import ConsumersBehind
from app.metrics import Metrics, observe_standing
from app.world import Service
from errors import Unavailable
from streams.lag import Standing, standings

_LOG: Final = structlog.get_logger("integrates.watching")
_EVERY_S: Final = 15.0
_SOON_S: Final = 3.0
# So far behind, what is derived is of no use to who works with it.
_MOST_BEHIND: Final = timedelta(minutes=1)


@dataclass(slots=True)
class Watch:
    """``seen`` is how the consumers stood at the last look; ``None`` if nothing answered it."""

    service: Service
    metrics: Metrics
    seen: tuple[Standing, ...] | None = None

    async def watch(self, stop: asyncio.Event) -> None:
        """Look every few seconds, sooner again where one was behind, until ``stop`` is set."""
        while not stop.is_set():
            await self.look()
            try:
                await asyncio.wait_for(stop.wait(), _SOON_S if self._is_behind() else _EVERY_S)
            except TimeoutError:
                continue

    async def look(self) -> None:
        """See how the consumers stand now: some reads a consumer and shard."""
        service = self.service
        try:
            self.seen = await standings(
                service.projections.beside, service.engines.store, CONSUMERS, clock=service.clock
            )
        except Unavailable as fault:
            self.seen = None
            _LOG.warning("consumers could not be looked at", reason=str(fault))
            return
        for standing in self.seen:
            observe_standing(self.metrics, standing, now=service.clock())

    async def ready(self) -> None:
        """Check that the store answers, and that every consumer had taken what it could.

        Raises:
            ConsumersBehind: one was more than a minute behind, or has put changes aside.
            Unavailable: the store does not answer.
        """
        await self.service.engines.store.ready()
        if self._is_behind():
            raise ConsumersBehind

    def _is_behind(self) -> bool:
        now = self.service.clock()
        return self.seen is None or any(_lacks(each, now) for each in self.seen)


def _lacks(standing: Standing, now: datetime) -> bool:
    return bool(standing.parked) or now - (standing.since or now) > _MOST_BEHIND
