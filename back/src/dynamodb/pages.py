"""Pages that are exact, although the service's own are cut by size and hold dead rows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from store.types import Item

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Batch(Generic[S]):
    """What one request brought; ``after`` is where the next goes on, if there is one."""

    items: tuple[Item, ...]
    after: S | None


@dataclass(frozen=True, slots=True)
class Taken:
    items: tuple[Item, ...]
    more: bool


async def take(
    limit: int, start: S | None, fetch: Callable[[S | None], Awaitable[Batch[S]]]
) -> Taken:
    """Return ``limit`` items, or all that there are, and whether anything follows.

    Only an item shows that something follows: the service tells where to go on even when
    nothing is there.
    """
    items: tuple[Item, ...] = ()
    at = start
    while True:
        batch = await fetch(at)
        items += batch.items
        if len(items) > limit:
            return Taken(items[:limit], more=True)
        if batch.after is None:
            return Taken(items, more=False)
        at = batch.after
