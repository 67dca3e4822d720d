"""Changes reach every consumer, in order, whatever fails on the way."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from contract.builders import an_item
from cutting import Cut, Watched
from errors import Unavailable
from store.errors import StoreUnavailable
from store.types import Add, Delete, Exists, Key, Whatever, Write
from streaming import Script, a_change, changes, positions
from streams.checkpoints import advance, begin, take_over
from streams.errors import Lost, ParkedNotFound
from streams.lease import Leasing, take
from streams.parked import list_parked, parked_change
from streams.redrive import redrive
from streams.run import drain
from streams.types import Change, Consumer, Delayed, Folding, Missing, Parked, Place
from unit.streams.rig import (
    COUNT,
    NOTE,
    Memory,
    World,
    counted,
    counting,
    handling,
    note,
    running,
)

pytestmark = pytest.mark.changes_db

SEARCH = Place(consumer="search", shard="one")


async def test_all_consumers_get_all_changes_in_order(world: World) -> None:
    search, audit = Memory(), Memory()
    world.stream.write(*changes(300))

    async with running(world.runner(handling(search), handling(audit, "audit"))):
        await world.passed(600)
        world.stream.write(*changes(5, first=301))
        await world.passed(10)

    assert search.seen == audit.seen == positions(305)


async def test_consumers_at_one_place_share_what_is_read(world: World) -> None:
    world.stream.write(*changes(100))
    alone, together = world.runner(handling(Memory())), [Memory() for _ in range(5)]
    async with running(alone):
        await world.passed(100)
    reads_alone, world.stream.reads = world.stream.reads, 0

    async with running(
        world.runner(*(handling(memory, f"c{n}") for n, memory in enumerate(together)))
    ):
        await world.passed(500)

    assert world.stream.reads <= reads_alone + 1
    assert all(memory.seen == positions(100) for memory in together)


async def test_a_runner_goes_on_where_the_last_one_was(world: World) -> None:
    memory = Memory()
    world.stream.write(*changes(3))
    async with running(world.runner(handling(memory))):
        await world.passed(3)
    world.stream.write(*changes(2, first=4))

    async with running(world.runner(handling(memory), owner="two")):
        await world.passed(2)

    assert memory.seen == positions(5)


async def test_a_shard_is_read_after_its_parents_and_its_reader_missed_nothing(
    world: World,
) -> None:
    memory = Memory()
    world.stream.scripts["two"] = Script(changes=changes(2, first=8), parents=("one", "gone"))
    world.stream.write(*changes(2))
    consumer = handling(memory)

    async with running(world.runner(consumer)):
        await world.passed(2)
        await world.store.commit([Delete(NOTE, Exists())])
        world.stream.scripts["one"].closed = True
        world.stream.written.set()
        await world.passed(2)

    assert memory.seen == [*positions(2), *positions(2, first=8)]
    assert await world.store.get([NOTE]) == (None,)


async def test_a_consumer_that_begins_is_told_that_it_missed_what_was_before(world: World) -> None:
    async with running(world.runner(handling(Memory()))):
        world.stream.write(a_change(1))
        await world.passed(1)

    [noted] = await world.store.get([NOTE])
    assert noted is not None


async def test_a_fault_delays_one_consumer_and_no_other(world: World) -> None:
    down = [StoreUnavailable(), StoreUnavailable(), StoreUnavailable()]

    def fails(_: Change) -> None:
        if down:
            raise down.pop()

    slow, fast = Memory(fails=fails), Memory()
    world.stream.write(*changes(3))

    async with running(world.runner(handling(slow), handling(fast, "audit"))):
        for _ in range(3):
            assert isinstance(await world.until(Delayed), Delayed)
        await world.passed(3)

    assert slow.seen == fast.seen == positions(3)
    assert (await list_parked(world.store, "search")).parked == ()


async def test_a_change_that_always_fails_is_parked_with_its_images(world: World) -> None:
    def fails(change: Change) -> None:
        if change.position == "0002":
            raise ValueError("not this one")

    memory = Memory(fails=fails)
    world.stream.write(*changes(4))

    async with running(world.runner(handling(memory))):
        news = await world.until(Parked)
        await world.passed(2)

    assert isinstance(news, Parked)
    assert (news.place, news.position) == (SEARCH, "0002")
    assert memory.seen[-3:] == ["0001", "0003", "0004"]
    [parked] = (await list_parked(world.store, "search")).parked
    assert parked.error == "ValueError: not this one"
    assert (await parked_change(world.store, SEARCH, "0002")).change == a_change(2)


async def test_a_parked_change_is_taken_when_it_is_driven_again(world: World) -> None:
    broken = True

    def fails(change: Change) -> None:
        if broken and change.position == "0001":
            raise ValueError("not yet")

    consumer = counting(fails)
    world.stream.write(*changes(2))
    async with running(world.runner(consumer)):
        await world.until(Parked)
        await world.passed(1)
    place = Place(consumer="counters", shard="one")
    with pytest.raises(ValueError, match="not yet"):
        await redrive(world.store, consumer, place, "0001")
    broken = False

    await redrive(world.store, consumer, place, "0001")

    assert await counted(world.store) == 2
    with pytest.raises(ParkedNotFound):
        await redrive(world.store, consumer, place, "0001")
    assert await counted(world.store) == 2


async def test_trimmed_changes_are_told_and_the_rest_is_read(world: World) -> None:
    memory = Memory()
    world.stream.write(*changes(2))
    async with running(world.runner(handling(memory))):
        await world.passed(2)
    await world.store.commit([Delete(NOTE, Exists())])
    world.stream.write(*changes(4, first=3))
    world.stream.scripts["one"].trimmed_to = "0004"

    async with running(world.runner(handling(memory))):
        news = await world.until(Missing)
        await world.passed(2)

    assert news == Missing(place=SEARCH)
    assert memory.seen == [*positions(2), *positions(2, first=5)]
    [noted] = await world.store.get([NOTE])
    assert noted is not None


@pytest.mark.parametrize("crash", ["before", "after"])
async def test_what_is_folded_counts_once_however_often_the_process_ends(
    world: World, crash: str
) -> None:
    """Each commit is cut, before or after it was done; the next runner goes on from there."""
    world.stream.write(*changes(5))
    left = 0

    def cut(_: Sequence[Write]) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Cut

    watched = (
        Watched(world.store, before=cut) if crash == "before" else Watched(world.store, after=cut)
    )
    for turn in range(12):
        left = turn
        consumer = counting()
        try:
            await drain(world.runner(consumer, owner=f"{turn}", store=watched))
        except Cut:
            world.stream.write(a_change(turn + 6))

    await drain(world.runner(counting()))
    assert await counted(world.store) == len(world.stream.scripts["one"].changes) > 5


async def test_a_drain_goes_on_after_a_gap(world: World) -> None:
    world.stream.write(*changes(2))
    await drain(world.runner(counting()))
    await world.store.commit([Delete(NOTE, Whatever())])
    world.stream.write(*changes(5, first=3))
    world.stream.scripts["one"].trimmed_to = "0004"

    await drain(world.runner(counting()))

    assert await counted(world.store) == 2 + 3
    assert await world.store.get([NOTE]) != (None,)


async def test_two_runners_at_once_count_once(world: World) -> None:
    world.stream.write(*changes(50))

    async def try_to_drain(owner: str) -> None:
        try:
            await drain(world.runner(counting(), owner=owner))
        except Lost:
            return

    await asyncio.gather(*(try_to_drain(f"{n}") for n in range(8)))
    await drain(world.runner(counting()))

    assert await counted(world.store) == 50


async def test_one_that_was_taken_over_writes_nothing_more(world: World) -> None:
    now = world.clock()
    slow = await begin(world.store, SEARCH, (), owner="slow", now=now)
    fast = await take_over(world.store, SEARCH, owner="fast", now=now)
    assert fast is not None
    add = Add(COUNT, "count", (("seen", 1),))

    with pytest.raises(Lost):
        await advance(world.store, slow, "0001", [add], now=now)
    await advance(world.store, fast, "0001", [add], now=now)

    assert await counted(world.store) == 1


async def test_writes_beyond_one_commit_go_into_several(world: World) -> None:
    def fold(some: Sequence[Change]) -> Sequence[Write]:
        return [
            Add(Key(f"~CNT#{change.position}#{n}"), "count", (("seen", 1),))
            for change in some
            for n in range(40)
        ]

    wide = Consumer(name="wide", consume=Folding(fold), missed=note)
    world.stream.write(*changes(7))

    async with running(world.runner(wide)):
        await world.passed(7)

    keys = [Key(f"~CNT#{change.position}#{n}") for change in changes(7) for n in range(40)]
    items = await world.store.get(keys)
    assert [dict(item.counters) for item in items if item] == [{"seen": 1}] * 280


async def test_one_change_with_more_writes_than_a_commit_is_parked(world: World) -> None:
    def fold(some: Sequence[Change]) -> Sequence[Write]:
        many = 200 if some[0].position == "0001" else 1
        return [Add(Key(f"~CNT#{n}"), "count", (("seen", 1),)) for n in range(many)]

    world.stream.write(*changes(2))
    async with running(world.runner(Consumer(name="wide", consume=Folding(fold), missed=note))):
        news = await world.until(Parked)
        await world.passed(1)

    assert isinstance(news, Parked)
    assert news.position == "0001"


async def test_a_process_that_ends_hands_its_shards_on(world: World) -> None:
    first, second = Memory(), Memory()
    world.stream.write(a_change(1))
    async with running(world.runner(handling(second), owner="two")):
        await world.passed(1)
        async with running(world.runner(handling(first), owner="one")):
            world.stream.write(a_change(2))
            await world.passed(1)
    async with running(world.runner(handling(first), owner="one")):
        world.stream.write(a_change(3))
        await world.passed(1)

    assert (second.seen, first.seen) == (positions(2), ["0003"])


async def test_a_lease_is_taken_when_its_owner_died(world: World) -> None:
    leasing = Leasing(store=world.store, owner="dead", clock=world.clock)
    assert await take(leasing, "one")
    memory = Memory()
    world.stream.write(a_change(1))

    async with running(world.runner(handling(memory))):
        await asyncio.sleep(0.1)
        assert memory.seen == []
        world.clock.move(timedelta(seconds=20))
        await world.passed(1)

    assert memory.seen == positions(1)


async def test_a_runner_outlives_the_store(world: World) -> None:
    memory = Memory()
    down = True

    def fails(_: Sequence[Write]) -> None:
        if down:
            raise StoreUnavailable

    world.stream.write(a_change(1))
    store = Watched(world.store, before=fails)
    async with running(world.runner(handling(memory), store=store)):
        assert isinstance(await world.until(Unavailable), Unavailable)
        down = False
        await world.passed(1)

    assert memory.seen == positions(1)


async def test_images_as_large_as_items_may_be_are_parked(world: World) -> None:
    large = a_change(1, body=bytes(range(256)) * 1400)

    def fails(_: Change) -> None:
        raise ValueError("not yet")

    world.stream.write(large)
    async with running(world.runner(handling(Memory(fails=fails)))):
        await world.until(Parked)

    assert (await parked_change(world.store, SEARCH, "0001")).change == large
    assert an_item("FIN#1").key == large.key
