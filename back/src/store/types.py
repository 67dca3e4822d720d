"""The store port: items, expectations, writes and queries as values.

Guarantees that both adapters give are in ``Store``; ``test/contract`` proves them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

# What the partition of an item begins with whose changes reach no consumer.
UNSTREAMED: Final = "~"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Where an item lies: a partition and a place in it.

    ``pk`` is 1 to 2048 bytes of UTF-8, ``sk`` 1 to 1024; ``@`` is the ``sk`` of main items.
    A ``pk`` that begins with ``~`` is in the unstreamed space (leases, jobs, counters,
    idempotency, sessions): its changes reach no consumer.
    """

    pk: str
    sk: str = "@"


class Index(StrEnum):
    G1 = "g1"
    G2 = "g2"
    G3 = "g3"
    G4 = "g4"


@dataclass(frozen=True, slots=True)
class IndexKey:
    """A place in an index; ``sk`` ends in the entity's id, so that places are unique."""

    pk: str
    sk: str


@dataclass(frozen=True, slots=True)
class Item:
    """A stored unit: the store orders and compares it, and never reads ``body``.

    ``version`` strictly grows a key, also across delete and create.  ``body`` is at most
    390 kB once compressed.  ``index`` has at most one key an index.  ``counters`` are made
    by ``Add`` only and read here.  ``expires``, in epoch seconds, makes the item invisible
    from that second on.
    """

    key: Key
    kind: str
    version: int
    body: bytes
    index: tuple[tuple[Index, IndexKey], ...] = ()
    counters: tuple[tuple[str, int], ...] = ()
    expires: int | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """There is no item, or only an expired one."""


@dataclass(frozen=True, slots=True)
class AtVersion:
    version: int


@dataclass(frozen=True, slots=True)
class Exists:
    pass


@dataclass(frozen=True, slots=True)
class Whatever:
    pass


Expect: TypeAlias = Absent | AtVersion | Exists | Whatever


@dataclass(frozen=True, slots=True)
class Put:
    item: Item
    expect: Expect


@dataclass(frozen=True, slots=True)
class Delete:
    key: Key
    expect: Expect


@dataclass(frozen=True, slots=True)
class Add:
    """Add to counters, making the item and the counters as needed; ``~CNT#`` keys only."""

    key: Key
    kind: str
    deltas: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Check:
    key: Key
    expect: Expect


Write: TypeAlias = Put | Delete | Add | Check


def key_of(write: Write) -> Key:
    """Return where ``write`` writes or looks."""
    return write.item.key if isinstance(write, Put) else write.key


@dataclass(frozen=True, slots=True)
class Committed:
    """Everything was written; ``replayed`` if it had been, under the same token."""

    replayed: bool = False


@dataclass(frozen=True, slots=True)
class ConditionFailed:
    """The item as it stands, against what was expected of it."""

    current: Item | None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Nothing was written; one reason a write, in their order, ``None`` for an innocent one."""

    reasons: tuple[ConditionFailed | None, ...]


CommitResult: TypeAlias = Committed | Cancelled


@dataclass(frozen=True, slots=True)
class Query:
    """A part of one collection: a partition of the table, or of an index.

    ``limit`` is 1 to 1000; ``after`` is a page's ``next``, good only for the same ``pk``,
    ``index``, ``prefix`` and ``reverse``; ``strong`` is refused with an index.
    """

    pk: str
    index: Index | None = None
    prefix: str = ""
    reverse: bool = False
    limit: int = 100
    after: str | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """``next`` is ``None`` exactly when nothing follows."""

    items: tuple[Item, ...]
    next: str | None


class Database(Protocol):
    """What a request reads and writes.

    Its faults are ``StoreUnavailable``, ``Throttled`` and ``Contention``.
    """

    async def get(self, keys: Sequence[Key], *, strong: bool = False) -> tuple[Item | None, ...]:
        """Return one item a key, in the keys' order, repeated where a key is.

        The items are no snapshot: guard what spans several with ``Check``.
        """
        ...

    async def query(self, query: Query) -> Page:
        """Return exactly ``limit`` items unless the collection ends first.

        Order is that of the UTF-8 bytes of (sort key, pk, sk).

        Raises:
            CursorError: ``after`` is damaged or belongs to another query.
        """
        ...

    async def commit(self, writes: Sequence[Write], *, token: str | None = None) -> CommitResult:
        """Apply 1 to 100 writes (99 with a token) to distinct keys, 4 MB, all or nothing.

        With a ``token``, the same writes again answer ``Committed(replayed=True)``; a
        cancelled commit does not use the token up.  Tokens are kept for 48 hours.

        Raises:
            LimitError: the writes break a limit; nothing was sent.
            TokenMismatch: ``token`` was used for other writes.
        """
        ...


class Store(Database, Protocol):
    """What keeps items."""

    async def scan(self, *, segment: int, segments: int, after: str | None, limit: int) -> Page:
        """Return a page of one of ``segments`` parts of everything, in no useful order.

        Each item is at least as new as when the page was asked for, as of a strong read.
        """
        ...

    async def ready(self) -> None:
        """Check that the store answers.

        Raises:
            StoreUnavailable: it does not.
        """
        ...
