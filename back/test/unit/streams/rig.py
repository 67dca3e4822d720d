"""Consumers in tests: what they remember, what makes them fail, and how long they run."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contract.builders import Hands
from store.types import Add, Item, Key, Put, Store, Whatever, Write
from streaming import ScriptedStream
from streams.run import Runner, run
from streams.types import Advanced, Change, Consumer, Folding, Handling, News

COUNT = Key("~CNT#seen")
NOTE = Key("~NOTE#missed")


async def quickly(seconds: float) -> None:
    """Wait a hundredth of what is asked."""
    await asyncio.sleep(seconds / 100)


async def note(_: datetime) -> Sequence[Write]:
    """Return a write that shows that changes were missed."""
    return [Put(Item(key=NOTE, kind="note", version=1, body=b""), Whatever())]


@dataclass(slots=True)
class Memory:
    """What a consumer was given, a position each; ``fails`` may raise at a change."""

    seen: list[str] = field(default_factory=list)
    fails: Callable[[Change], None] = lambda _: None

    async def handle(self, changes: Sequence[Change]) -> None:
        for change in changes:
            self.fails(change)
            self.seen.append(change.position)


def handling(memory: Memory, name: str = "search") -> Consumer:
    return Consumer(name=name, consume=Handling(memory.handle), missed=note)


def counting(each: Callable[[Change], None] = lambda _: None) -> Consumer:
    """Return a consumer that counts changes; ``each`` may raise."""

    def fold(changes: Sequence[Change]) -> Sequence[Write]:
        for change in changes:
            each(change)
        return [Add(COUNT, "count", (("seen", len(changes)),))]

    return Consumer(name="counters", consume=Folding(fold), missed=note)


async def counted(store: Store) -> int:
    (item,) = await store.get([COUNT], strong=True)
    return dict(item.counters)["seen"] if item else 0


@dataclass(slots=True)
class World:
    """A store, a stream, and what runners told."""

    store: Store
    stream: ScriptedStream
    clock: Hands
    told: "asyncio.Queue[News]" = field(default_factory=asyncio.Queue)

    def runner(
        self, *consumers: Consumer, owner: str = "one", store: Store | None = None
    ) -> Runner:
        return Runner(
            stream=self.stream,
            store=store or self.store,
            consumers=consumers,
            owner=owner,
            clock=self.clock,
            told=self.told.put_nowait,
            poll=timedelta(milliseconds=20),
            tries=3,
            pause=quickly,
        )

    async def until(self, kind: type[News]) -> News:
        """Return the next news of that kind."""
        while not isinstance(news := await self.told.get(), kind):
            pass
        return news

    async def passed(self, count: int) -> None:
        """Return when ``count`` more changes were taken, by whichever consumers."""
        while count > 0:
            news = await self.until(Advanced)
            assert isinstance(news, Advanced)
            count -= news.changes


@asynccontextmanager
async def running(runner: Runner) -> AsyncIterator[None]:
    """Run ``runner`` for the length of the block."""
    stop = asyncio.Event()
    task = asyncio.create_task(run(runner, stop=stop))
    try:
        yield
    finally:
        stop.set()
        await task
