"""The outside world as the application sees it: callers, contexts, jobs."""

import asyncio
import os
import socket
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

import structlog

from api.context import Context
from api.http.types import RequestInfo, World
from app.callers import Caller, identify
from app.consumers import consumer_kinds
from app.endings import Endings
from app.engines import Engines
from app.kinds import job_kinds
from app.limiting import admit
from app.projections import Projections, as_of_at, follow, keeping_of, told
from app.repeating import once
from errors import Unavailable
from jobs.bell import Bell
from jobs.renewal import OpenStore
from jobs.runner import Runner, run
from jobs.types import Outcome, Settled
from kit.ids import random_id
from kit.time import Clock
from projections.types import Keeping
from rates.limiter import Limiter
from repositories.check import Git
from settings import Settings
from store.requests import RequestStore
from streams.types import Told

_LOG: Final = structlog.get_logger("integrates.world")
_PROCESS: Final = f"{socket.gethostname()}/{os.getpid()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One process of the service: its engines, and what ties its requests to its jobs.

    ``another_store`` opens the same store once more, for the thread that renews leases.
    """

    engines: Engines
    projections: Projections
    settings: Settings
    clock: Clock
    another_store: OpenStore
    limiter: Limiter
    git: Git = field(default_factory=Git)
    told: Told = told
    bell: Bell = field(default_factory=Bell)
    endings: Endings = field(default_factory=Endings)
    used: dict[str, datetime] = field(default_factory=dict)
    owner: str = field(default_factory=lambda: f"{_PROCESS}/{random_id()[:8]}")

    def world(self) -> World:
        """Return what the web application is given."""
        return World(
            identify=self.identify,
            context=self.context,
            ready=self.engines.store.ready,
            once=partial(once, clock=self.clock, window=self.settings.repeats.repeat_window),
            admit=partial(admit, self.limiter),
        )

    async def identify(self, info: RequestInfo) -> Caller | None:
        """Return who sends a request; ``None`` for nobody who is known."""
        return await identify(self.engines.store, info, now=self.clock(), used=self.used)

    async def context(self, info: RequestInfo, caller: Hashable | None) -> Context:
        """Return what the resolvers of one request get."""
        known = caller if isinstance(caller, Caller) else None
        loop, now = asyncio.get_running_loop(), self.clock()
        return Context(
            access=known.access if known else None,
            db=known.db if known else RequestStore(self.engines.store),
            blobs=self.engines.blobs,
            keyring=self.engines.keyring,
            git=self.git,
            search=self.projections.search,
            as_of=as_of_at(self.projections, self.keeping, now),
            now=now,
            zone=self.settings.timezone,
            request_id=info.id,
            ended=lambda import_, seconds: self.endings.wait(
                self.engines.store, import_, seconds, loop.time
            ),
            wake=self.bell.ring,
            limiter=self.limiter,
        )

    async def jobs(self, stop: asyncio.Event) -> None:
        """Run jobs until ``stop`` is set."""
        runner = Runner(
            store=self.engines.store,
            open_store=self.another_store,
            kinds=(
                *job_kinds(
                    self.engines.store,
                    self.engines.blobs,
                    self.clock,
                    keyring=self.engines.keyring,
                    settings=self.settings,
                    ended=self.endings.tell,
                ),
                *consumer_kinds(self.keeping),
            ),
            owner=self.owner,
            clock=self.clock,
            bell=self.bell,
            told=_told,
        )
        await run(runner, stop=stop)

    async def consumers(self, stop: asyncio.Event) -> None:
        """Keep up what is derived from the store until ``stop`` is set."""
        await follow(
            self.keeping, self.projections.stream, owner=self.owner, told=self.told, stop=stop
        )

    @property
    def keeping(self) -> Keeping:
        return keeping_of(self.projections, self.engines.store, self.clock, self.bell)


def _told(news: Settled | Unavailable) -> None:
    match news:
        case Settled(id=job, outcome=Outcome.DONE | Outcome.AGAIN):
            _LOG.info("job done", kind=job.kind, subject=job.subject)
        case Settled(id=job, outcome=outcome, attempt=attempt, error=error):
            _LOG.warning(
                "job not done",
                kind=job.kind,
                subject=job.subject,
                outcome=outcome,
                attempt=attempt,
                exc_info=error,
            )
        case fault:
            _LOG.warning("jobs wait for the store", reason=str(fault))
