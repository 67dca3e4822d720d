"""The one writer of a process: a thread with a connection, and the work that waits for it.

What waits while a transaction runs goes into the next one together: with full durability a
transaction costs a sync of the disk, however much it writes.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar

from sqlite.faults import is_busy, write_fault
from store.errors import StoreUnavailable

T = TypeVar("T")

# Runs inside a transaction, which is rolled back if it raises.
Work: TypeAlias = Callable[[sqlite3.Connection], T]
_Waiting: TypeAlias = tuple[Work[Any], "asyncio.Future[Any]"]

# Bounds the wait of those who come next.
_GROUP: Final = 32


class Writer:
    """Runs work in transactions, in the order in which it comes; belongs to one loop."""

    def __init__(self, thread: ThreadPoolExecutor, connection: sqlite3.Connection) -> None:
        self._thread = thread
        self._connection = connection
        self._waiting: deque[_Waiting] = deque()
        self._running: asyncio.Future[list[Any]] | None = None
        self._closed = False

    async def run(self, work: Work[T]) -> T:
        """Return what ``work`` returns once it is written.

        Whoever is cancelled while waiting leaves it done wholly or not at all.

        Raises:
            Contention: another process kept the file locked.
            StoreUnavailable: the disk is full or fails, or the store is closed.
        """
        if self._closed:
            raise StoreUnavailable
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._running is None:
            self._start()
        return await future

    async def close(self) -> None:
        """Refuse further work, finish what is there, and close the connection."""
        self._closed = True
        while self._running is not None:
            await asyncio.wait([self._running])
        await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)

    def _start(self) -> None:
        group: list[_Waiting] = []
        while self._waiting and len(group) < _GROUP:
            work, future = self._waiting.popleft()
            if not future.done():
                group.append((work, future))
        self._running = None
        if group:
            self._running = asyncio.get_running_loop().run_in_executor(
                self._thread, _outcomes, self._connection, [work for work, _ in group]
            )
            self._running.add_done_callback(partial(self._finish, group))

    def _finish(self, group: Sequence[_Waiting], run: "asyncio.Future[list[Any]]") -> None:
        bug = run.exception()
        outcomes = [bug] * len(group) if bug is not None else run.result()
        for (_, future), outcome in zip(group, outcomes, strict=True):
            if future.done():
                continue
            if isinstance(outcome, BaseException):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)
        self._start()


def _outcomes(connection: sqlite3.Connection, works: Sequence[Work[Any]]) -> list[Any]:
    """Return what each work returned, or the fault for which it is not done."""
    try:
        return _transaction(connection, works)
    except sqlite3.Error as error:
        # SQLite may have rolled back all; one at a time, the innocent ones succeed.
        if len(works) == 1 or is_busy(error):
            return [write_fault(error) or error] * len(works)
    return [outcome for work in works for outcome in _outcomes(connection, [work])]


def _transaction(connection: sqlite3.Connection, works: Sequence[Work[Any]]) -> list[Any]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        results = [work(connection) for work in works]
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return results
