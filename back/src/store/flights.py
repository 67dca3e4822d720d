"""Shared work: equal questions that are asked while one is under way get its answer.

No waiter can harm another: the work goes on when one is cancelled, and a failure is told
to those who wait and then forgotten.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Final, Generic, TypeVar

from store.errors import StoreUnavailable

K = TypeVar("K")
V = TypeVar("V")

# The loop refers to its tasks weakly, and so does the dataloader.
_CARRIED: Final[set[asyncio.Task[Any]]] = set()


async def carried(work: Awaitable[V]) -> V:
    """Return what ``work`` does, for a task on which others wait.

    Raises:
        StoreUnavailable: this task was cancelled.  A dataloader would leave its waiters
            hanging at that.
    """
    task = asyncio.current_task()
    assert task is not None
    _CARRIED.add(task)
    try:
        return await work
    except asyncio.CancelledError:
        raise StoreUnavailable from None
    finally:
        _CARRIED.discard(task)


class Flights(Generic[K, V]):
    """The loads under way, by what is loaded."""

    def __init__(self, load: Callable[[K], asyncio.Future[V]]) -> None:
        self._load = load
        self._under_way: dict[K, asyncio.Future[V]] = {}

    async def join(self, asked: Sequence[K]) -> list[V]:
        """Return the answer to each of ``asked``, of which there is one at least."""
        flights = [self._flight(question) for question in asked]
        # Unlike ``gather``, it lets the flights go on when this waiter is cancelled.
        await asyncio.wait(flights)
        return [flight.result() for flight in flights]

    def forget(self) -> None:
        """Let nobody join what is under way: it may not have seen what was just written."""
        self._under_way.clear()

    def _flight(self, question: K) -> asyncio.Future[V]:
        flight = self._under_way.get(question)
        if flight is None:
            flight = self._load(question)
            self._under_way[question] = flight
            flight.add_done_callback(partial(self._landed, question))
        return flight

    def _landed(self, question: K, flight: asyncio.Future[V]) -> None:
        if self._under_way.get(question) is flight:
            del self._under_way[question]
        if not flight.cancelled():
            # Every waiter may be gone; a failure that nobody saw is no news to the loop.
            flight.exception()
