"""How many storage requests a piece of work makes, in a measure that fits every store."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from store.types import CommitResult, Item, Key, Page, Query, Store, Write

KEYS_A_GET: Final = 100


@dataclass(slots=True)
class Counts:
    """``gets`` counts one a hundred different keys of a call, the others one a call.

    ``searches`` is for whoever wraps a search in the same manner.
    """

    gets: int = 0
    queries: int = 0
    commits: int = 0
    searches: int = 0


_COUNTS: Final[ContextVar[Counts | None]] = ContextVar("store_counts", default=None)


@contextmanager
def counting() -> Iterator[Counts]:
    """Count what is asked of each ``CountingStore`` here and in the tasks started here."""
    counts = Counts()
    token = _COUNTS.set(counts)
    try:
        yield counts
    finally:
        _COUNTS.reset(token)


def counted() -> Counts | None:
    """Return what is being counted into here; ``None`` if nothing is."""
    return _COUNTS.get()


@dataclass(frozen=True, slots=True)
class CountingStore:
    """A store that answers as ``inner`` does, and counts what it is asked."""

    inner: Store

    async def get(self, keys: Sequence[Key], *, strong: bool = False) -> tuple[Item | None, ...]:
        if (counts := _COUNTS.get()) is not None:
            counts.gets += -(-len(set(keys)) // KEYS_A_GET)
        return await self.inner.get(keys, strong=strong)

    async def query(self, query: Query) -> Page:
        if (counts := _COUNTS.get()) is not None:
            counts.queries += 1
        return await self.inner.query(query)

    async def commit(self, writes: Sequence[Write], *, token: str | None = None) -> CommitResult:
        if (counts := _COUNTS.get()) is not None:
            counts.commits += 1
        return await self.inner.commit(writes, token=token)

    async def scan(self, *, segment: int, segments: int, after: str | None, limit: int) -> Page:
        """Return what ``inner`` does; a page of a scan counts as a query."""
        if (counts := _COUNTS.get()) is not None:
            counts.queries += 1
        return await self.inner.scan(segment=segment, segments=segments, after=after, limit=limit)

    async def ready(self) -> None:
        await self.inner.ready()
