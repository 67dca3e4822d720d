"""A copy, from its beginning to its proof, in passes that may each end anywhere.

A pass applies the changes that the source's stream tells of, scans what was never scanned, and
compares what no stream tells of.  Passes run while the service does; the last one runs when it has
stopped, has little left to do, and proves that nothing differs.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final, TypeAlias, TypeVar

from copies.digests import Proof, compared
from copies.errors import Differs, Overtaken, StillServed
from copies.level import Pair, Wanted, level, level_items, level_keys
from copies.patience import Pause, patiently
from copies.progress import Progress, begun, moved, progress_of, put_of
from copies.spaces import is_copied, is_copied_unseen
from kit.time import Clock
from projections.scans import store_pages
from store.types import Store, Write
from streams.errors import Lost, Refused
from streams.lease import holder_of
from streams.run import Runner, drain
from streams.types import Change, ChangeStream, Consumer, Handling, News

T = TypeVar("T")

COPY: Final = "copy"
_EXAMPLES: Final = 5

# Hears of each step, and how many items it has looked at so far.
Told: TypeAlias = Callable[[str, int], None]
# Brings what is derived from the target's items up to them.
Derive: TypeAlias = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Two stores, the changes of the first, which is named ``name``, and what hears of steps."""

    source: Store
    changes: ChangeStream
    target: Store
    name: str
    clock: Clock
    owner: str
    derive: Derive
    told: Told
    pause: Pause = asyncio.sleep  # noqa: TID251 - a backoff is a wait

    @property
    def pair(self) -> Pair:
        return Pair(source=self.source, target=self.target)


async def catch_up(copy: Copy) -> Progress:
    """Bring the target to where the source is, while others write to it.

    Raises:
        AnotherCopy: the target holds a copy of another store.
        Overtaken: another process copies to the same target.
        TargetNotEmpty: the target is no copy.
        Unavailable: a store does not answer; the next pass goes on from there.
    """
    progress = await begun(copy.target, copy.name)
    if progress.finished:
        return progress
    async with _alone():
        # The target's consumers begin with nothing, so that they need not scan it all later.
        await _patiently(copy, copy.derive)
        progress = await _patiently(copy, partial(_followed, copy))
        while not progress.scanned:
            await _patiently(copy, partial(_scanned, copy))
            progress = await _patiently(copy, partial(_followed, copy))
        await _levelled(copy, is_copied_unseen)
    return progress


async def finish(copy: Copy) -> Proof | None:
    """Copy what is left of a source that nobody writes to any more, and prove that it is all.

    Returns ``None`` where that was done before, and somebody may serve from the target by now.

    Raises:
        Differs: someone writes to a store all the same.
        StillServed: a process of the service still runs.
        AppError: as ``catch_up`` does.
    """
    await _refuse_if_served(copy)
    progress = await catch_up(copy)
    if progress.finished:
        return None
    proof = await _patiently(copy, partial(compared, copy.pair))
    if proof.partitions:
        # What was read a moment too early while people worked, or was parked: once more, in full.
        await _levelled(copy, is_copied)
        proof = await _patiently(copy, partial(compared, copy.pair))
    if proof.partitions:
        raise Differs("partitions", len(proof.partitions), proof.partitions[:_EXAMPLES])
    await _refuse_if_served(copy)
    return proof


async def finished(copy: Copy) -> None:
    """Write down that the target may be served from.

    Raises:
        Overtaken: another process copies to the same target.
    """
    progress = await progress_of(copy.target)
    assert progress is not None, "it was begun"
    await moved(copy.target, replace(progress, finished=True))


async def _followed(copy: Copy) -> Progress:
    """Apply the changes that the stream has, and return how far the copy is then."""
    applied = 0

    async def handle(changes: Sequence[Change]) -> None:
        nonlocal applied
        keys = tuple(dict.fromkeys(change.key for change in changes))
        await level_keys(copy.pair, [key for key in keys if is_copied(key)])
        applied += len(changes)
        copy.told("changes", applied)

    async def missed(_: datetime) -> Sequence[Write]:
        # At the beginning, and when changes were removed that nobody had copied.
        return [put_of(replace(await _known(copy), after=None, taken=0, scanned=False))]

    consumer = Consumer(name=COPY, consume=Handling(handle), missed=missed)
    runner = Runner(
        stream=copy.changes,
        store=copy.target,
        consumers=(consumer,),
        owner=copy.owner,
        clock=copy.clock,
        told=_nothing,
    )
    await drain(runner)
    return await _known(copy)


async def _levelled(copy: Copy, wanted: Wanted) -> None:
    differed = await _patiently(copy, partial(level, copy.pair, wanted))
    copy.told("items that differed", differed)
    await _patiently(copy, copy.derive)


async def _scanned(copy: Copy) -> None:
    progress = await _known(copy)
    async for page in store_pages(copy.source, after=progress.after):
        await level_items(copy.pair, [item for item in page.items if is_copied(item.key)])
        taken, scanned = progress.taken + len(page.items), page.next is None
        copy.told("items", taken)
        progress = await moved(
            copy.target, replace(progress, after=page.next, taken=taken, scanned=scanned)
        )


async def _known(copy: Copy) -> Progress:
    progress = await progress_of(copy.target)
    if progress is None:
        raise Overtaken
    return progress


async def _refuse_if_served(copy: Copy) -> None:
    for shard in await copy.changes.shards():
        owner = await holder_of(copy.source, shard.id, now=copy.clock())
        if owner is not None:
            raise StillServed(owner)


async def _patiently(copy: Copy, work: Callable[[], Awaitable[T]]) -> T:
    return await patiently(work, pause=copy.pause)


@asynccontextmanager
async def _alone() -> AsyncIterator[None]:
    try:
        yield
    except (Lost, Refused) as fault:
        raise Overtaken from fault


def _nothing(_: News) -> None:
    pass
