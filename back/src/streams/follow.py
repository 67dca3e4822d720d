"""One consumer following one shard, from where it was to the shard's end.

A fault of an engine delays it for as long as it lasts.  A change that makes the consumer fail
by itself is tried alone, a few times, and then parked, so that one change stops nobody.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from errors import Unavailable
from kit.time import Clock
from store.types import Store, Write
from streams.checkpoints import Held, advance, begin, finish, restart, take_over
from streams.errors import Lost, Trimmed
from streams.parked import park
from streams.tail import Tail
from streams.types import (
    Advanced,
    Change,
    Consumer,
    Delayed,
    Folding,
    Handling,
    Missing,
    Parked,
    Place,
    Told,
)

# One commit holds a hundred writes; one is the checkpoint, and parking needs three.
MOST_WRITES: Final = 96
_FIRST_WAIT_S: Final = 0.1
_MOST_DOUBLINGS: Final = 7

Pause: TypeAlias = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What consumers follow with: ``owner`` names the process; a bad change gets ``tries``."""

    store: Store
    owner: str
    clock: Clock
    told: Told
    tries: int = 5
    pause: Pause = asyncio.sleep  # noqa: TID251 - a backoff is a wait


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """``careful`` changes are still to be taken one by one; the next was tried ``tries`` times."""

    held: Held
    careful: int = 0
    tries: int = 0
    failures: int = 0


async def follow(
    following: Following, consumer: Consumer, tail: Tail, place: Place, *, heir: bool
) -> None:
    """Bring the changes of a shard to ``consumer`` until the shard ends.

    An heir read the shard's parents to their end, and has missed nothing if it begins.

    Raises:
        Lost: another process follows the shard for this consumer.
    """
    state = _State(held=await _arrive(following, consumer, place, heir=heir))
    while not state.held.checkpoint.finished:
        try:
            state = await _turn(following, consumer, tail, state)
        except Unavailable as fault:
            state = await _delayed(following, state, fault)


async def catch_up(following: Following, consumer: Consumer, tail: Tail, place: Place) -> None:
    """Bring the changes that there are to ``consumer``, as ``follow`` does, and return.

    Raises:
        Lost: another process follows the shard for this consumer.
        Unavailable: the store or what the consumer writes to does not answer.
    """
    state = _State(held=await _arrive(following, consumer, place, heir=False))
    while await _has_more(tail, state):
        state = await _turn(following, consumer, tail, state)


async def _has_more(tail: Tail, state: _State) -> bool:
    try:
        return bool((await tail.batch(state.held.checkpoint.position)).changes)
    except Trimmed:
        return True


async def _arrive(following: Following, consumer: Consumer, place: Place, *, heir: bool) -> Held:
    now = following.clock()
    held = await take_over(following.store, place, owner=following.owner, now=now)
    if held is not None:
        return held
    writes: Sequence[Write] = () if heir else await consumer.missed(now)
    return await begin(following.store, place, writes, owner=following.owner, now=now)


async def _turn(following: Following, consumer: Consumer, tail: Tail, state: _State) -> _State:
    held = state.held
    try:
        batch = await tail.batch(held.checkpoint.position)
    except Trimmed:
        return await _after_gap(following, consumer, held)
    if batch.changes:
        return await _go_on(following, consumer, state, batch.changes)
    if batch.closed:
        return _State(held=await finish(following.store, held, now=following.clock()))
    await tail.news()
    return _State(held=held)


async def _after_gap(following: Following, consumer: Consumer, held: Held) -> _State:
    now = following.clock()
    writes = await consumer.missed(now)
    held = await restart(following.store, held, writes, now=now)
    following.told(Missing(place=held.place))
    return _State(held=held)


async def _go_on(
    following: Following, consumer: Consumer, state: _State, changes: Sequence[Change]
) -> _State:
    some = changes[:1] if state.careful else changes
    task = asyncio.create_task(_consumed(following, consumer, state.held, some))
    try:
        await asyncio.wait({task})
    finally:
        task.cancel()
    error = task.exception()
    if error is None:
        return _State(held=task.result(), careful=max(state.careful - 1, 0))
    if isinstance(error, Unavailable | Lost) or not isinstance(error, Exception):
        raise error
    if not state.careful:
        return replace(state, careful=len(changes))
    if state.tries + 1 < following.tries:
        return await _delayed(following, replace(state, tries=state.tries + 1), error)
    return await _parked(following, state, changes[0], error)


async def _consumed(
    following: Following, consumer: Consumer, held: Held, changes: Sequence[Change]
) -> Held:
    writes = await _writes(consumer, changes)
    while len(writes) > MOST_WRITES and len(changes) > 1:
        changes = changes[: len(changes) // 2]
        writes = await _writes(consumer, changes)
    last = changes[-1]
    after = await advance(following.store, held, last.position, writes, now=following.clock())
    following.told(Advanced(place=held.place, changes=len(changes), at=last.at))
    return after


async def _writes(consumer: Consumer, changes: Sequence[Change]) -> Sequence[Write]:
    match consumer.consume:
        case Handling(handle):
            await handle(changes)
            return ()
        case Folding(fold):
            return fold(changes)


async def _delayed(following: Following, state: _State, error: Exception) -> _State:
    following.told(Delayed(place=state.held.place, error=error))
    await following.pause(_FIRST_WAIT_S * 2 ** min(state.failures, _MOST_DOUBLINGS))
    return replace(state, failures=state.failures + 1)


async def _parked(following: Following, state: _State, change: Change, error: Exception) -> _State:
    held, now = state.held, following.clock()
    writes = park(held.place, change, error, at=now)
    after = await advance(following.store, held, change.position, writes, now=now)
    following.told(Parked(place=held.place, position=change.position, error=error))
    return _State(held=after, careful=state.careful - 1)
