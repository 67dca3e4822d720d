"""Bringing items of the target to what the source has now: again and again, if need be.

Items are put as they are, with their versions, places and expiry, so that a process that ends
anywhere leaves nothing that the next one could not go on from.  Counters, which a store only adds
to, are brought to the source's by what they differ; their versions count additions, and no counter
is as good as a zero.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from projections.scans import store_pages
from store.limits import MAX_WRITES
from store.types import Add, Cancelled, Delete, Item, Key, Put, Store, Whatever, Write

Wanted: TypeAlias = Callable[[Key], bool]

# Half of what a commit takes, counted before compression; one body alone may be larger.
_MOST_BYTES: Final = 2_000_000
# An addition is a text to DynamoDB, of which it takes four kilobytes.
_MOST_COUNTERS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    source: Store
    target: Store


async def level_keys(pair: Pair, keys: Sequence[Key]) -> int:
    """Bring what is at ``keys`` in the target to what the source has; return how many differed."""
    if not keys:
        return 0
    return await _level(pair.target, keys, await pair.source.get(keys, strong=True))


async def level_items(pair: Pair, items: Sequence[Item]) -> int:
    """Bring the target to ``items``, just read from the source; return how many differed."""
    return await _level(pair.target, [item.key for item in items], items) if items else 0


async def level(pair: Pair, wanted: Wanted) -> int:
    """Bring all items with ``wanted`` keys to what the source has; return how many differed.

    Reads both stores in full.
    """
    differed = 0
    async for page in store_pages(pair.source):
        differed += await level_items(pair, [item for item in page.items if wanted(item.key)])
    async for keys in keys_gone(pair, wanted):
        # Read again where it counts: it may have come meanwhile.
        differed += await level_keys(pair, keys)
    return differed


async def keys_gone(pair: Pair, wanted: Wanted) -> AsyncIterator[Sequence[Key]]:
    """Yield the wanted keys of the target at which the source has nothing."""
    async for page in store_pages(pair.target):
        keys = [item.key for item in page.items if wanted(item.key)]
        found = await pair.source.get(keys, strong=True) if keys else ()
        yield [key for key, item in zip(keys, found, strict=True) if item is None]


def plain(item: Item) -> Item:
    """Return ``item`` without what two stores that hold the same may differ in."""
    if not item.counters:
        return item
    counters = tuple((name, count) for name, count in item.counters if count)
    return replace(item, version=0, counters=counters)


def is_same(one: Item | None, other: Item | None) -> bool:
    """Tell whether what is at a key of one store is what is there in another."""
    return (one and plain(one)) == (other and plain(other))


async def _level(target: Store, keys: Sequence[Key], there: Sequence[Item | None]) -> int:
    here = await target.get(keys, strong=True)
    writes = [
        _write(key, item, copied)
        for key, item, copied in zip(keys, there, here, strict=True)
        if not is_same(item, copied)
    ]
    try:
        async with asyncio.TaskGroup() as group:
            for some in _commits(writes):
                group.create_task(_commit(target, some))
    except* Exception as faults:
        raise faults.exceptions[0] from faults
    cut = {write.key for write in writes if isinstance(write, Add)}
    again = [(key, item) for key, item in zip(keys, there, strict=True) if key in cut]
    if any(item and len(item.counters) > _MOST_COUNTERS for _, item in again):
        await _level(target, [key for key, _ in again], [item for _, item in again])
    return len(writes)


def _write(key: Key, item: Item | None, copied: Item | None) -> Write:
    if item is None:
        return Delete(key, Whatever())
    if not item.counters:
        return Put(item, Whatever())
    wanted, found = dict(item.counters), dict(copied.counters if copied else ())
    deltas = {name: wanted.get(name, 0) - found.get(name, 0) for name in sorted({*wanted, *found})}
    some = [(name, delta) for name, delta in deltas.items() if delta][:_MOST_COUNTERS]
    return Add(key, item.kind, tuple(some or deltas.items()))


async def _commit(target: Store, writes: Sequence[Write]) -> None:
    result = await target.commit(writes)
    assert not isinstance(result, Cancelled), "nothing was expected"


def _commits(writes: Sequence[Write]) -> list[list[Write]]:
    commits: list[list[Write]] = []
    size = 0
    for write in writes:
        added = len(write.item.body) if isinstance(write, Put) else 0
        if not commits or size + added > _MOST_BYTES or len(commits[-1]) == MAX_WRITES:
            commits.append([])
            size = 0
        commits[-1].append(write)
        size += added
    return commits
