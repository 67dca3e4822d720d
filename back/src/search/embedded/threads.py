"""The threads of a file: one that writes, some that read, each with a connection at a time.

Nothing of a search may run on the loop: one that no index helps reads the whole table.
"""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from typing import Final, TypeVar

from search.embedded.file import faults, transaction
from search.errors import SearchTooSlow, SearchUnavailable

T = TypeVar("T")

# Of SQLite's machine, between two looks at the clock: much less than a millisecond.
_INSTRUCTIONS: Final = 10_000


class Threads:
    """Runs work in transactions; there are as many threads as connections."""

    def __init__(
        self,
        executor: ThreadPoolExecutor,
        connections: Sequence[sqlite3.Connection],
        *,
        writes: bool,
        limit: timedelta | None = None,
    ) -> None:
        self._limit = limit
        self._executor = executor
        self._free = deque(connections)
        self._writes = writes
        self._closed = False

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Return what ``work`` returns of one state of the file.

        Whoever is cancelled while waiting leaves it done wholly or not at all.

        Raises:
            SearchTooSlow: it took longer than the limit of these threads, from when it began.
            SearchUnavailable: the file cannot be used, is kept locked, or was closed.
        """
        if self._closed:
            raise SearchUnavailable
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, self._done, work)

    def close(self) -> None:
        """Refuse everything from now on."""
        self._closed = True

    def _done(self, work: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._free.pop()
        try:
            with (
                faults(),
                transaction(connection, writes=self._writes),
                _ended_after(connection, self._limit),
            ):
                return work(connection)
        finally:
            self._free.append(connection)


@contextmanager
def _ended_after(connection: sqlite3.Connection, limit: timedelta | None) -> Iterator[None]:
    """End the statement that runs when the block has lasted that long; the connection stays good.

    Raises:
        SearchTooSlow: it had.
    """
    if limit is None:
        yield
        return
    end = time.monotonic() + limit.total_seconds()
    connection.set_progress_handler(lambda: time.monotonic() > end, _INSTRUCTIONS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        raise SearchTooSlow from error
    finally:
        connection.set_progress_handler(None, 0)


@contextmanager
def threads(
    connect: Callable[[], sqlite3.Connection],
    *,
    count: int,
    writes: bool,
    limit: timedelta | None = None,
) -> Iterator[Threads]:
    """Open a thread with a connection ``count`` times; at the end, finish what was asked for.

    A piece of work may take as long as ``limit``.
    """
    with ExitStack() as stack:
        connections = [stack.enter_context(closing(connect())) for _ in range(count)]
        name = f"search-{'writer' if writes else 'reader'}"
        executor = stack.enter_context(ThreadPoolExecutor(count, thread_name_prefix=name))
        made = Threads(executor, connections, writes=writes, limit=limit)
        stack.callback(made.close)
        yield made
