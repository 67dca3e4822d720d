"""How consumers stand: what waits for them, whether somebody follows, and what was put aside."""

from datetime import timedelta

import pytest

from streaming import AT, Script, a_change, changes
from streams.lag import Standing, standings
from streams.lease import Leasing, take
from streams.parked import park
from streams.run import drain
from streams.types import Place
from unit.streams.rig import Memory, World, handling

pytestmark = pytest.mark.changes_db


async def seen(world: World, *names: str) -> list[Standing]:
    return list(await standings(world.stream, world.store, names, clock=world.clock))


async def test_each_consumer_waits_for_what_it_has_not_taken(world: World) -> None:
    world.stream.scripts["two"] = Script(changes=changes(1, first=8))
    world.stream.write(*changes(3))
    await drain(world.runner(handling(Memory())))
    world.stream.write(a_change(4))

    search, audit = await seen(world, "search", "audit")

    assert (search.waiting, audit.waiting) == ({"one": AT}, {"one": AT, "two": AT})
    assert (search.since, audit.since) == (AT, AT)


async def test_who_took_everything_waits_for_nothing(world: World) -> None:
    world.stream.write(*changes(3))
    await drain(world.runner(handling(Memory())))

    [search] = await seen(world, "search")

    assert search == Standing(consumer="search", waiting={}, unfollowed=frozenset(), parked=0)
    assert search.since is None


async def test_a_shard_is_followed_as_long_as_its_lease_lasts(world: World) -> None:
    world.stream.write(a_change(1))
    [before] = await seen(world, "search")
    assert await take(Leasing(store=world.store, owner="one", clock=world.clock), "one")
    [during] = await seen(world, "search")
    world.clock.move(timedelta(seconds=20))
    [after] = await seen(world, "search")

    assert [each.unfollowed for each in (before, during, after)] == [{"one"}, set(), {"one"}]


async def test_what_was_put_aside_is_counted_over_all_pages(world: World) -> None:
    place = Place(consumer="search", shard="one")
    for change in changes(103):
        await world.store.commit(park(place, change, ValueError("no"), at=AT))

    search, audit = await seen(world, "search", "audit")

    assert (search.parked, audit.parked) == (103, 0)
