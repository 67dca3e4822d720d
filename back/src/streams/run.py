"""The runner: takes shards, and has every consumer follow each of them.

Of the processes that run it, one follows a shard; its end, however sudden, hands the shard on.
"""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from errors import Unavailable
from kit.time import Clock
from store.types import Store
from streams.checkpoints import read
from streams.errors import Lost
from streams.follow import Following, Pause, catch_up, follow
from streams.lease import Leasing, let_go, take
from streams.tail import Tail
from streams.types import ChangeStream, Consumer, Place, Shard, Told

_BATCH: Final = 500
_RENEWALS: Final = 3  # in the length of a lease


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """A runner and its world.

    ``owner`` names the process among all; ``told`` hears how far consumers are and what keeps
    them.  A shard that somebody else gave up is taken within ``poll``, or within ``lease`` when
    its process ended suddenly.  A change that fails by itself is parked after ``tries``.
    """

    stream: ChangeStream
    store: Store
    consumers: Sequence[Consumer]
    owner: str
    clock: Clock
    told: Told
    poll: timedelta = timedelta(seconds=2)
    lease: timedelta = timedelta(seconds=20)
    tries: int = 5
    pause: Pause = field(default=asyncio.sleep)  # noqa: TID251 - as in ``Following``

    @property
    def leasing(self) -> Leasing:
        return Leasing(store=self.store, owner=self.owner, clock=self.clock, length=self.lease)

    @property
    def following(self) -> Following:
        return Following(
            store=self.store,
            owner=self.owner,
            clock=self.clock,
            told=self.told,
            tries=self.tries,
            pause=self.pause,
        )

    def tail(self, shard: Shard) -> Tail:
        return Tail(self.stream, shard.id, limit=_BATCH, wait_s=self.poll.total_seconds())


async def run(runner: Runner, *, stop: asyncio.Event) -> None:
    """Bring changes to the consumers until ``stop`` is set; then let go of the shards."""
    followed: dict[str, asyncio.Task[None]] = {}
    async with asyncio.TaskGroup() as group:
        stopping = group.create_task(stop.wait())
        try:
            while not stop.is_set():
                with _faults_told(runner):
                    for shard in await _free(runner, followed):
                        followed[shard.id] = group.create_task(_followed(runner, shard))
                await asyncio.wait({stopping}, timeout=runner.poll.total_seconds())
                followed = {id_: task for id_, task in followed.items() if not task.done()}
        finally:
            stopping.cancel()
            for task in followed.values():
                task.cancel()


async def drain(runner: Runner) -> None:
    """Bring all changes that there are to all consumers, whoever followed the shards before."""
    for shard in await runner.stream.shards():
        for consumer in runner.consumers:
            place = Place(consumer=consumer.name, shard=shard.id)
            await catch_up(runner.following, consumer, runner.tail(shard), place)


async def _free(runner: Runner, followed: Collection[str]) -> list[Shard]:
    """Take what shards nobody follows and somebody needs to."""
    return [
        shard
        for shard in await runner.stream.shards()
        if shard.id not in followed
        and not await _all_finished(runner, shard.id)
        and await take(runner.leasing, shard.id)
    ]


async def _all_finished(runner: Runner, shard: str) -> bool:
    for consumer in runner.consumers:
        if not await _is_finished(runner, consumer, shard):
            return False
    return True


async def _is_finished(runner: Runner, consumer: Consumer, shard: str) -> bool:
    checkpoint = await read(runner.store, Place(consumer=consumer.name, shard=shard))
    return checkpoint is not None and checkpoint.finished


async def _followed(runner: Runner, shard: Shard) -> None:
    """Follow a shard whose lease is ours, until it ends or the lease is another's."""
    tail = runner.tail(shard)
    follows = asyncio.create_task(_by_all(runner, shard, tail))
    lease = asyncio.create_task(_kept(runner, shard.id))
    try:
        await asyncio.wait({follows, lease}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        follows.cancel()
        lease.cancel()
        await asyncio.wait({follows, lease})
        await tail.close()
        with _faults_told(runner):
            await let_go(runner.leasing, shard.id)
    for task in (follows, lease):
        if not task.cancelled():
            task.result()


async def _kept(runner: Runner, shard: str) -> None:
    """Renew the lease on the shard until it is another's."""
    ours = True
    while ours:
        await runner.pause(runner.lease.total_seconds() / _RENEWALS)
        with _faults_told(runner):
            ours = await take(runner.leasing, shard)


async def _by_all(runner: Runner, shard: Shard, tail: Tail) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for consumer in runner.consumers:
                group.create_task(_by_one(runner, consumer, shard, tail))
    except* Lost:
        pass  # whoever has one consumer's place will have the lease as well


async def _by_one(runner: Runner, consumer: Consumer, shard: Shard, tail: Tail) -> None:
    place = Place(consumer=consumer.name, shard=shard.id)
    heir = await _parents_read(runner, consumer, shard)
    await follow(runner.following, consumer, tail, place, heir=heir)


async def _parents_read(runner: Runner, consumer: Consumer, shard: Shard) -> bool:
    """Wait until the consumer has read all parents that there are; tell if there was one."""
    waiting = set(shard.parents)
    heir = False
    while waiting:
        with _faults_told(runner):
            listed = {each.id for each in await runner.stream.shards()}
            read_ = {each for each in waiting if await _is_finished(runner, consumer, each)}
            heir = heir or bool(read_)
            waiting = (waiting - read_) & listed
        if waiting:
            await runner.pause(runner.poll.total_seconds())
    return heir


@contextmanager
def _faults_told(runner: Runner) -> Iterator[None]:
    try:
        yield
    except Unavailable as fault:
        runner.told(fault)
