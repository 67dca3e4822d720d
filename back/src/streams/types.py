"""The change stream port, and what consumes changes, as values.

Promised for one key: its changes in order, each at least once.  Nothing is promised across
keys, nor that what was committed together arrives together.  ``test/contract`` proves it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from errors import Unavailable
from store.types import Item, Key, Write


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one item: of ``old`` and ``new``, one may be missing.

    ``position`` is its place in its shard, ``at`` when it was committed, to the second.  A
    commit that leaves an item as it was is no change.
    """

    position: str
    at: datetime
    key: Key
    old: Item | None
    new: Item | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Changes that follow a position, in order; none means that none is known for now.

    ``closed`` says that nothing will ever follow them: the shard's children go on.
    """

    changes: tuple[Change, ...]
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """A part of the stream, to be read after ``parents`` were read to their end."""

    id: str
    parents: tuple[str, ...] = ()


class ChangeStream(Protocol):
    """Where changes are read; its faults are those of the store."""

    async def shards(self) -> tuple[Shard, ...]:
        """Return the shards that can be read now."""
        ...

    async def read(self, shard: str, *, after: str | None, limit: int) -> Batch:
        """Return up to ``limit`` changes that follow ``after``; from ``None``, the oldest kept.

        Raises:
            Trimmed: changes that follow ``after`` are not kept any more.
        """
        ...

    async def wait(self, *, timeout_s: float) -> None:
        """Return when something may have changed, after ``timeout_s`` at the latest."""
        ...


# Puts changes into a view of its own.  It may get changes again: their versions tell.
Handle: TypeAlias = Callable[[Sequence[Change]], Awaitable[None]]
# Turns changes into writes, which are committed once with the position: exactly once.  It is
# pure; where its writes are too many for one commit, it is asked about fewer changes.
Fold: TypeAlias = Callable[[Sequence[Change]], Sequence[Write]]
# Returns what to write when changes were missed, in the commit that goes on after the gap.
Missed: TypeAlias = Callable[[datetime], Awaitable[Sequence[Write]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """Who wants to know of changes: ``name`` is a plain word; ``consume`` says how.

    ``missed`` is asked when its view may lack changes: before it began, or trimmed since.
    """

    name: str
    consume: "Handling | Folding"
    missed: Missed


@dataclass(frozen=True, slots=True)
class Handling:
    handle: Handle


@dataclass(frozen=True, slots=True)
class Folding:
    fold: Fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What of a shard a consumer follows."""

    consumer: str
    shard: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advanced:
    """A consumer has passed ``changes`` more of them; the last was committed at ``at``."""

    place: Place
    changes: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delayed:
    """A consumer could not go on, and will try again."""

    place: Place
    error: BaseException


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A change made the consumer fail each time, and was put aside for people to look at."""

    place: Place
    position: str
    error: BaseException


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A consumer lacks changes from before the oldest that is kept, and was told."""

    place: Place


News: TypeAlias = Advanced | Delayed | Parked | Missing | Unavailable
Told: TypeAlias = Callable[[News], None]
