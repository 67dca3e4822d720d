"""Stores around a real one: told when to answer, what to forget, and what they were asked."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from store.types import CommitResult, Database, Item, Key, Page, Query, Write


@dataclass(slots=True)
class Watched:
    """Answers as ``inner`` does, once ``gate`` is open; notes what it is asked.

    Reads are made before the gate, so that an answer held back is an old one.  ``faults``
    are raised in place of the next answers.
    """

    inner: Database
    gets: list[tuple[Key, ...]] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)
    commits: int = 0
    faults: list[Exception] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    _held: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    def __post_init__(self) -> None:
        self.gate.set()

    async def get(self, keys: Sequence[Key], *, strong: bool = False) -> tuple[Item | None, ...]:
        self.gets.append(tuple(keys))
        items = await self.inner.get(keys, strong=strong)
        await self._pass()
        return items

    async def query(self, query: Query) -> Page:
        self.queries.append(query)
        page = await self.inner.query(query)
        await self._pass()
        return page

    async def commit(self, writes: Sequence[Write], *, token: str | None = None) -> CommitResult:
        self.commits += 1
        result = await self.inner.commit(writes, token=token)
        await self._pass()
        return result

    async def arrivals(self, count: int = 1) -> None:
        """Wait until ``count`` more questions stand at the gate."""
        for _ in range(count):
            await self._held.acquire()

    def hold(self) -> asyncio.Event:
        """Shut the gate, and return what opens it for those who come to it from now on."""
        self.gate = asyncio.Event()
        return self.gate

    async def _pass(self) -> None:
        gate = self.gate
        if not gate.is_set():
            self._held.release()
            await gate.wait()
        if self.faults:
            raise self.faults.pop(0)


@dataclass(slots=True)
class Lagging:
    """Answers queries and plain reads from ``behind``, what is written goes to ``ahead``."""

    ahead: Database
    behind: Database

    async def get(self, keys: Sequence[Key], *, strong: bool = False) -> tuple[Item | None, ...]:
        return await (self.ahead if strong else self.behind).get(keys, strong=strong)

    async def query(self, query: Query) -> Page:
        return await (self.ahead if query.strong else self.behind).query(query)

    async def commit(self, writes: Sequence[Write], *, token: str | None = None) -> CommitResult:
        return await self.ahead.commit(writes, token=token)
