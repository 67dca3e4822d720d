"""Keeping leases up."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from cutting import Watched
from jobs.hold import take
from jobs.renewal import Leases
from jobs.rules import Held, run_of
from store.errors import StoreUnavailable
from store.types import Committed, Write
from unit.jobs.rig import JOB, START, World, a_kind, taken, wish_for

pytestmark = pytest.mark.changes_db

KIND = a_kind(limit=timedelta(seconds=40))
STEP = timedelta(seconds=15)


async def _take_over(world: World) -> Held | None:
    return await take(world.store, JOB, kind=KIND, owner="two", now_ms=world.clock.ms)


async def test_a_renewed_lease_goes_on_and_the_fence_stays(world: World) -> None:
    await wish_for(world.store, now=START)
    held = await taken(world.store, world.clock)
    leases = Leases()
    lost = leases.hold(held, KIND, now_ms=world.clock.ms)

    for _ in range(4):
        world.clock.go(STEP)
        await leases.renew(world.store, now_ms=world.clock.ms)

    assert await _take_over(world) is None
    assert await world.store.commit([run_of(held).fence]) == Committed()
    assert not lost.done()


async def test_a_lease_is_not_renewed_past_the_limit(world: World) -> None:
    await wish_for(world.store, now=START)
    leases = Leases()
    lost = leases.hold(await taken(world.store, world.clock), KIND, now_ms=world.clock.ms)

    for _ in range(6):
        world.clock.go(STEP)
        await leases.renew(world.store, now_ms=world.clock.ms)

    await lost
    assert await _take_over(world) is not None


async def test_a_lease_that_was_taken_over_is_lost(world: World) -> None:
    await wish_for(world.store, now=START)
    leases = Leases()
    lost = leases.hold(await taken(world.store, world.clock), KIND, now_ms=world.clock.ms)
    world.clock.go(KIND.lease)
    other = await _take_over(world)
    assert other is not None

    await leases.renew(world.store, now_ms=world.clock.ms)

    await lost
    assert await world.store.commit([run_of(other).fence]) == Committed()


async def test_a_renewal_whose_answer_is_lost_is_no_loss(world: World) -> None:
    await wish_for(world.store, now=START)
    leases = Leases()
    lost = leases.hold(await taken(world.store, world.clock), KIND, now_ms=world.clock.ms)

    def lose(_: Sequence[Write]) -> None:
        raise StoreUnavailable

    world.clock.go(STEP)
    await leases.renew(Watched(world.store, after=lose), now_ms=world.clock.ms)
    for _ in range(2):
        world.clock.go(STEP / 2)
        await leases.renew(world.store, now_ms=world.clock.ms)
    world.clock.go(STEP)

    assert await _take_over(world) is None
    assert not lost.done()


async def test_a_dropped_lease_is_not_renewed(world: World) -> None:
    await wish_for(world.store, now=START)
    leases = Leases()
    lost = leases.hold(await taken(world.store, world.clock), KIND, now_ms=world.clock.ms)

    leases.drop(JOB)

    world.clock.go(KIND.lease)
    await leases.renew(world.store, now_ms=world.clock.ms)
    assert await _take_over(world) is not None
    assert not lost.done()


async def test_dropping_during_a_renewal_does_not_bring_the_lease_back(world: World) -> None:
    await wish_for(world.store, now=START)
    leases = Leases()
    lost = leases.hold(await taken(world.store, world.clock), KIND, now_ms=world.clock.ms)
    dropping = Watched(world.store, after=lambda _: leases.drop(JOB))

    await leases.renew(dropping, now_ms=world.clock.ms)

    written: list[Sequence[Write]] = []
    await leases.renew(Watched(world.store, before=written.append), now_ms=world.clock.ms)
    assert written == []
    assert not lost.done()
