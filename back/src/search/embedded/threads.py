"""The threads of a file: one that writes, some that read, each with a connection at a time.

Nothing of a search may run on the loop: one that no index helps reads the whole table.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from typing import TypeVar

from search.embedded.file import faults, transaction
from search.errors import SearchUnavailable

T = TypeVar("T")


class Threads:
    """Runs work in transactions; there are as many threads as connections."""

    def __init__(
        self,
        executor: ThreadPoolExecutor,
        connections: Sequence[sqlite3.Connection],
        *,
        writes: bool,
    ) -> None:
        self._executor = executor
        self._free = deque(connections)
        self._writes = writes
        self._closed = False

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Return what ``work`` returns of one state of the file.

        Whoever is cancelled while waiting leaves it done wholly or not at all.

        Raises:
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
            with faults(), transaction(connection, writes=self._writes):
                return work(connection)
        finally:
            self._free.append(connection)


@contextmanager
def threads(
    connect: Callable[[], sqlite3.Connection], *, count: int, writes: bool
) -> Iterator[Threads]:
    """Open a thread with a connection ``count`` times; at the end, finish what was asked for."""
    with ExitStack() as stack:
        connections = [stack.enter_context(closing(connect())) for _ in range(count)]
        name = f"search-{'writer' if writes else 'reader'}"
        executor = stack.enter_context(ThreadPoolExecutor(count, thread_name_prefix=name))
        made = Threads(executor, connections, writes=writes)
        stack.callback(made.close)
        yield made
