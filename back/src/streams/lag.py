"""How far a consumer is behind what was committed, and what it could not take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kit.time import Clock, milliseconds
from store.types import Store
from streams.checkpoints import read
from streams.errors import Trimmed
from streams.items import lease_from, lease_key
from streams.parked import list_parked
from streams.types import ChangeStream, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How ``consumer`` stands: when its oldest waiting change of a shard was committed.

    ``parked`` changes are put aside; ``unfollowed`` are shards with waiting changes that no
    process follows.
    """

    consumer: str
    waiting: Mapping[str, datetime]
    unfollowed: frozenset[str]
    parked: int

    @property
    def since(self) -> datetime | None:
        """When the oldest change was committed that the consumer has not taken."""
        return min(self.waiting.values(), default=None)


async def waiting_since(stream: ChangeStream, store: Store, consumer: str) -> datetime | None:
    """Return when the oldest change was committed that the consumer has not taken.

    ``None`` if there is none: a strong get and a read a shard.
    """
    return min((await _waiting(stream, store, consumer)).values(), default=None)


async def standings(
    stream: ChangeStream, store: Store, consumers: Iterable[str], *, clock: Clock
) -> tuple[Standing, ...]:
    """Return how each of ``consumers`` stands; reads what they parked, a page a hundred."""
    found = []
    for consumer in consumers:
        waiting = await _waiting(stream, store, consumer)
        found.append(
            Standing(
                consumer=consumer,
                waiting=waiting,
                unfollowed=await _unfollowed(store, waiting, now_ms=milliseconds(clock())),
                parked=await _parked(store, consumer),
            )
        )
    return tuple(found)


async def _waiting(stream: ChangeStream, store: Store, consumer: str) -> dict[str, datetime]:
    oldest: dict[str, datetime] = {}
    for shard in await stream.shards():
        checkpoint = await read(store, Place(consumer=consumer, shard=shard.id))
        if checkpoint is not None and checkpoint.finished:
            continue
        position = checkpoint.position if checkpoint else None
        try:
            batch = await stream.read(shard.id, after=position, limit=1)
        except Trimmed:
            batch = await stream.read(shard.id, after=None, limit=1)
        if batch.changes:
            oldest[shard.id] = batch.changes[0].at
    return oldest


async def _unfollowed(store: Store, shards: Iterable[str], *, now_ms: int) -> frozenset[str]:
    names = list(shards)
    items = await store.get([lease_key(name) for name in names], strong=True) if names else ()
    return frozenset(
        name
        for name, item in zip(names, items, strict=True)
        if item is None or lease_from(item).until_ms <= now_ms
    )


async def _parked(store: Store, consumer: str) -> int:
    count, after = 0, None
    while True:
        page = await list_parked(store, consumer, after=after)
        count, after = count + len(page.parked), page.next
        if after is None:
            return count
