"""The store port over one SQLite file: reads on the loop, writes in one thread."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from kit.time import Clock
from sqlite import changes, commits, reads
from sqlite.faults import read_faults
from sqlite.schema import connect, prepare
from sqlite.writer import Work, Writer
from store.compression import packed
from store.errors import StoreUnavailable
from store.limits import check_keys, check_query, check_scan, check_writes
from store.tokens import guard, settled
from store.types import CommitResult, Item, Key, Page, Query, Write

T = TypeVar("T")

PATIENCE: Final = timedelta(seconds=5)
# A reader waits on the loop, where nothing else runs meanwhile.
_READER_PATIENCE_MS: Final = 100
_EXPIRED_ROWS: Final = 500


class SqliteStore:
    """A ``Store``; belongs to the loop on which it was opened."""

    def __init__(self, reader: sqlite3.Connection, writer: Writer, *, clock: Clock) -> None:
        self._reader = reader
        self._writer = writer
        self._clock = clock
        self._closed = False
        self._written = asyncio.Event()

    async def get(self, keys: Sequence[Key], *, strong: bool = False) -> tuple[Item | None, ...]:
        """Return one item a key; every read is strong."""
        del strong
        check_keys(keys)
        return self._read(partial(reads.get, keys=keys, now=self._now()))

    async def query(self, query: Query) -> Page:
        """Return the page of ``query``; see ``Store``."""
        check_query(query)
        return self._read(partial(reads.query, asked=query, now=self._now()))

    async def commit(self, writes: Sequence[Write], *, token: str | None = None) -> CommitResult:
        """Apply all writes or none; see ``Store``."""
        bodies = dict(check_writes(writes, token=token))
        now = self._now()
        if token is None:
            commit = commits.Commit(writes=tuple(writes), bodies=bodies, now=now)
            return await self.write(partial(commits.apply, commit=commit))
        taken = guard(token, writes, at=self._clock())
        bodies[taken.item.key] = packed(taken.item.body)
        commit = commits.Commit(writes=(taken, *writes), bodies=bodies, now=now)
        return settled(taken, await self.write(partial(commits.apply, commit=commit)))

    async def scan(self, *, segment: int, segments: int, after: str | None, limit: int) -> Page:
        """Return a page of a segment, which may have fewer than ``limit`` items."""
        check_scan(segment=segment, segments=segments, limit=limit)
        part = reads.Part(segment=segment, segments=segments)
        return self._read(partial(reads.scan, part=part, after=after, limit=limit, now=self._now()))

    async def ready(self) -> None:
        """Check that the file can be read.

        Raises:
            StoreUnavailable: it cannot.
        """
        self._read(lambda reader: reader.execute("SELECT 1 FROM item LIMIT 1").fetchone())

    async def changes(self, *, after: int, limit: int) -> tuple[changes.Change, ...]:
        """Return up to ``limit`` changes of streamed items that follow the position ``after``."""
        return self._read(partial(changes.read, after=after, limit=limit))

    async def trimmed_to(self) -> int:
        """Return the position up to which changes were removed; 0 if none were."""
        return self._read(changes.trimmed_to)

    async def glance(self) -> int:
        """Return a number that is another after each commit of any process."""
        return self._read(lambda reader: int(reader.execute("PRAGMA data_version").fetchone()[0]))

    async def written(self, *, timeout_s: float) -> None:
        """Return after a commit of this process, and after ``timeout_s`` at the latest."""
        self._written.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._written.wait()

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a transaction of the writer's; see ``Writer.run``."""
        result = await self._writer.run(work)
        self._written.set()
        return result

    async def close(self) -> None:
        """Refuse everything from now on, and finish the writes that were asked for."""
        self._closed = True
        await self._writer.close()

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def _read(self, read: Callable[[sqlite3.Connection], T]) -> T:
        if self._closed:
            raise StoreUnavailable
        with read_faults():
            return read(self._reader)


@asynccontextmanager
async def open_store(
    path: Path, *, clock: Clock, durable: bool = True, patience: timedelta = PATIENCE
) -> AsyncIterator[SqliteStore]:
    """Open the store in ``path``, made if it is not there, and trim its change log.

    What a commit acknowledged survives a power failure if ``durable``, else only the end of
    the process.  A commit waits for other processes' locks as long as ``patience``.

    Raises:
        NewerRevision: a later release made the file.
        OlderRevision: a release made it that is too old.
        StoreUnavailable: the file cannot be opened.
    """
    opening = partial(_connected, path, durable=durable, patience=patience)
    with (
        ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer") as thread,
        closing(opening()) as reader,
    ):
        with read_faults():
            prepare(reader, path)
        reader.execute("PRAGMA query_only = ON")
        reader.execute(f"PRAGMA busy_timeout = {_READER_PATIENCE_MS}")
        # A connection belongs to the thread that opened it.
        connection = await asyncio.get_running_loop().run_in_executor(thread, opening)
        store = SqliteStore(reader, Writer(thread, connection), clock=clock)
        try:
            await trim_changes(store, before=clock() - changes.KEPT_FOR)
            yield store
        finally:
            await store.close()


async def trim_changes(
    store: SqliteStore, *, before: datetime, up_to: int = changes.EVERYTHING
) -> int:
    """Remove the changes from before that instant, up to that position; return how many."""
    trim = partial(changes.trim, before=int(before.timestamp()), up_to=up_to)
    return await _repeat(store, trim)


async def remove_expired(store: SqliteStore, *, at: datetime) -> int:
    """Remove the items that nobody has seen since ``at`` or longer; return how many."""
    now = int(at.timestamp())
    return await _repeat(store, partial(commits.remove_expired, now=now, limit=_EXPIRED_ROWS))


async def _repeat(store: SqliteStore, work: Work[int]) -> int:
    total = 0
    while (count := await store.write(work)) > 0:
        total += count
    return total


def _connected(path: Path, *, durable: bool, patience: timedelta) -> sqlite3.Connection:
    with read_faults():
        return connect(path, durable=durable, patience=patience)
