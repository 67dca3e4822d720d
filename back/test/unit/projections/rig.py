"""Indexes in tests: a world whose changes reach a search, step by step."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from jobs.enqueue import enqueue
from jobs.hold import settle, take
from jobs.items import SHARDS, job_from, ready_list
from jobs.rules import Done, Held, run_of
from jobs.types import JobId, Kind, Outcome
from kit.time import milliseconds
from projections.keep import consumers, kinds
from projections.types import Keeping
from projections.views import SCHEMAS, VIEWS
from search.embedded import open_search
from search.types import EVERYTHING, SearchIndex, SearchQuery, Where
from sqlite.store import SqliteStore, open_store
from sqlite.stream import SqliteStream
from store.types import Index, Query
from streams.run import Runner, drain
from streams.types import News, Parked
from world import World


@dataclass(slots=True)
class Indexed:
    """A world, a search, and what brings the one to the other when it is told to."""

    world: World
    store: SqliteStore
    search: SearchIndex
    woken: list[JobId] = field(default_factory=list)
    parked: list[Parked] = field(default_factory=list)

    @property
    def keeping(self) -> Keeping:
        return Keeping(
            store=self.store,
            index=self.search,
            clock=self.world.clock,
            wake=lambda kind, subject: self.woken.append(JobId(kind, subject)),
        )

    async def drained(self) -> None:
        """Bring all changes there are to the indexes; do no jobs."""
        runner = Runner(
            stream=SqliteStream(self.store),
            store=self.store,
            consumers=consumers(self.keeping),
            owner="test",
            clock=self.world.clock,
            told=self._told,
        )
        await drain(runner)

    async def jobs_done(self) -> list[JobId]:
        """Run the jobs of the indexes, now or later due, until none is left; name them."""
        self.world.clock.advance(timedelta(minutes=1))
        done: list[JobId] = []
        while jobs := await self._waiting():
            for job in jobs:
                await self._run(job)
                done.append(job)
        return done

    async def built(self) -> None:
        """Have every index there, and all that the world has in it."""
        for name in VIEWS:
            if not await self.search.generations(name):
                await self.search.promote(name, await self.search.begin_generation(name))
        await self.drained()
        await self.jobs_done()

    async def found(self, index: str, where: Where = EVERYTHING) -> list[str]:
        """Return the ids that match, in their order."""
        await self.search.refresh(index)
        query = SearchQuery(index=index, scope=EVERYTHING, where=where, limit=1000)
        return list((await self.search.search(query)).ids)

    async def held(self, kind: str, subject: str) -> Held:
        """Wish for a job, and hold it; whoever held it before is overtaken."""
        now = self.world.clock()
        await self.store.commit([await enqueue(self.store, kind, subject, now=now)])
        job = JobId(kind, subject)
        now_ms = milliseconds(self.world.clock())
        held = await take(self.store, job, kind=self._kind(kind), owner="me", now_ms=now_ms)
        assert held is not None
        return held

    def _kind(self, name: str) -> Kind:
        return next(each for each in kinds(self.keeping) if each.name == name)

    async def _waiting(self) -> Sequence[JobId]:
        pages = [
            await self.store.query(Query(ready_list(shard), index=Index.G1))
            for shard in range(SHARDS)
        ]
        jobs = [job_from(item).id for page in pages for item in page.items]
        return [job for job in jobs if job.kind in {kind.name for kind in kinds(self.keeping)}]

    async def _run(self, job: JobId) -> None:
        kind = self._kind(job.kind)
        now_ms = milliseconds(self.world.clock())
        held = await take(self.store, job, kind=kind, owner="test", now_ms=now_ms)
        assert held is not None
        await kind.handle(run_of(held))
        now_ms = milliseconds(self.world.clock())
        outcome = await settle(self.store, held, Done(), kind=kind, now_ms=now_ms, chance=0)
        assert outcome is Outcome.DONE

    def _told(self, news: News) -> None:
        if isinstance(news, Parked):
            self.parked.append(news)


@asynccontextmanager
async def an_index_of(world: World, folder: Path) -> AsyncIterator[Indexed]:
    """Open the world's store as another process would, and a search beside it."""
    async with (
        open_store(folder / "store.db", clock=world.clock, durable=False) as store,
        open_search(folder / "search.db", SCHEMAS, durable=False) as search,
    ):
        yield Indexed(world=world, store=store, search=search)
