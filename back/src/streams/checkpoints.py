"""Taking a consumer's place in a shard, and moving it: one conditional commit each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kit.time import milliseconds
from store.types import Absent, AtVersion, Cancelled, Put, Store, Write
from store.versions import next_version
from streams.errors import Lost, Refused
from streams.items import Checkpoint, checkpoint_from, checkpoint_item, checkpoint_key
from streams.types import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The place of a consumer that is ours to move, until somebody takes it over."""

    place: Place
    checkpoint: Checkpoint


async def read(store: Store, place: Place) -> Checkpoint | None:
    """Return how far the consumer is; ``None`` before it began."""
    (item,) = await store.get([checkpoint_key(place)], strong=True)
    return checkpoint_from(item) if item else None


async def positions(store: Store, shard: str, consumers: Iterable[str]) -> tuple[str | None, ...]:
    """Return after which change each of ``consumers`` goes on; ``None`` before all of them."""
    keys = [checkpoint_key(Place(consumer=name, shard=shard)) for name in consumers]
    found = await store.get(keys, strong=True)
    return tuple(checkpoint_from(item).position if item else None for item in found)


async def take_over(store: Store, place: Place, *, owner: str, now: datetime) -> Held | None:
    """Return the consumer's place, ours from now on; ``None`` before it began.

    Raises:
        Lost: another process did the same.
    """
    before = await read(store, place)
    if before is None:
        return None
    held = Held(place=place, checkpoint=before)
    return await _moved(store, held, replace(before, owner=owner), (), now=now)


async def begin(
    store: Store, place: Place, writes: Sequence[Write], *, owner: str, now: datetime
) -> Held:
    """Return the place of a consumer that begins with the oldest change, and commit ``writes``.

    Raises:
        Lost: another process did the same.
    """
    checkpoint = Checkpoint(position=None, owner=owner, finished=False, version=milliseconds(now))
    put = Put(checkpoint_item(place, checkpoint), Absent())
    if isinstance(await store.commit([*writes, put]), Cancelled):
        raise Lost
    return Held(place=place, checkpoint=checkpoint)


async def advance(
    store: Store, held: Held, position: str, writes: Sequence[Write] = (), *, now: datetime
) -> Held:
    """Move on to ``position`` and commit ``writes`` (up to 99), all or none.

    Raises:
        Lost: another process took the place over; nothing was written.
        Refused: a condition of ``writes`` does not hold; nothing was written.
    """
    return await _moved(store, held, replace(held.checkpoint, position=position), writes, now=now)


async def restart(store: Store, held: Held, writes: Sequence[Write], *, now: datetime) -> Held:
    """Go back to the oldest change that is kept, and commit ``writes``.

    Raises:
        Lost: another process took the place over; nothing was written.
    """
    return await _moved(store, held, replace(held.checkpoint, position=None), writes, now=now)


async def finish(store: Store, held: Held, *, now: datetime) -> Held:
    """Write down that the shard was read to its end.

    Raises:
        Lost: another process took the place over; nothing was written.
    """
    return await _moved(store, held, replace(held.checkpoint, finished=True), (), now=now)


async def _moved(
    store: Store, held: Held, after: Checkpoint, writes: Sequence[Write], *, now: datetime
) -> Held:
    before = held.checkpoint
    moved = replace(after, version=next_version(before.version, milliseconds(now)))
    put = Put(checkpoint_item(held.place, moved), AtVersion(before.version))
    result = await store.commit([*writes, put])
    if isinstance(result, Cancelled):
        raise Refused if result.reasons[-1] is None else Lost
    return replace(held, checkpoint=moved)
