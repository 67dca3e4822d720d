"""A job's world in tests: a clock that is set, a store that can crash, and what was told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from errors import Unavailable
from jobs.bell import Bell
from jobs.enqueue import enqueue
from jobs.hold import take
from jobs.items import job_from, job_key
from jobs.rules import Held
from jobs.runner import Runner, run
from jobs.types import Job, JobId, Kind, Run, Settled
from kit.time import milliseconds
from sqlite.store import open_store
from store.types import Committed, Store

START = datetime(2026, 3, 1, tzinfo=UTC)
JOB = JobId("import", "ROOT#1")


class Clock:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def go(self, length: timedelta) -> None:
        self.at += length

    @property
    def ms(self) -> int:
        return milliseconds(self.at)


async def nothing(run: Run) -> None:
    """Handle a job without doing anything."""


def a_kind(
    handle: Callable[[Run], Awaitable[None]] = nothing,
    *,
    name: str = JOB.kind,
    attempts: int = 3,
    limit: timedelta = timedelta(hours=1),
) -> Kind:
    return Kind(
        name=name,
        handle=handle,
        attempts=attempts,
        lease=timedelta(seconds=20),
        limit=limit,
        backoff=timedelta(seconds=8),
        backoff_limit=timedelta(seconds=60),
    )


async def wish_for(store: Store, job: JobId = JOB, *, now: datetime) -> None:
    write = await enqueue(store, job.kind, job.subject, now=now)
    assert await store.commit([write]) == Committed()


async def job_in(store: Store, job: JobId = JOB) -> Job | None:
    (item,) = await store.get([job_key(job)], strong=True)
    return job_from(item) if item else None


async def taken(store: Store, clock: Clock, *, owner: str = "one") -> Held:
    held = await take(store, JOB, kind=a_kind(), owner=owner, now_ms=clock.ms)
    assert held is not None
    return held


@dataclass(frozen=True, slots=True)
class World:
    """A store in a file, which any number of runners open, and what they tell."""

    path: Path
    clock: Clock
    store: Store
    told: asyncio.Queue[Settled | Unavailable]
    bell: Bell

    def open(self) -> AbstractAsyncContextManager[Store]:
        return open_store(self.path, clock=self.clock, durable=False)

    def runner(self, *kinds: Kind, owner: str = "one", concurrency: int = 4) -> Runner:
        return Runner(
            store=self.store,
            open_store=self.open,
            kinds=kinds,
            owner=owner,
            clock=self.clock,
            bell=self.bell,
            told=self.told.put_nowait,
            concurrency=concurrency,
            poll=timedelta(hours=1),
            grace=timedelta(0),
            chance=lambda: 0,
        )

    async def settled(self) -> Settled:
        told = await self.told.get()
        assert isinstance(told, Settled)
        return told


@asynccontextmanager
async def a_world(folder: Path) -> AsyncIterator[World]:
    clock = Clock()
    path = folder / "store.db"
    async with open_store(path, clock=clock, durable=False) as store:
        yield World(path=path, clock=clock, store=store, told=asyncio.Queue(), bell=Bell())


@asynccontextmanager
async def running(runner: Runner) -> AsyncIterator[asyncio.Event]:
    """Run ``runner`` for the length of the block; yield what stops it sooner."""
    stop = asyncio.Event()
    task = asyncio.create_task(run(runner, stop=stop))
    try:
        yield stop
    finally:
        stop.set()
        await task
