"""Taking jobs and letting them go, with crashes, races and clocks that jump."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import pytest

from cutting import Watched
from jobs.errors import CutOff
from jobs.hold import settle, take
from jobs.items import fence_key, job_key, lease_key
from jobs.renewal import Leases
from jobs.rules import Done, End, Failed, Held, Stopped, run_of
from jobs.types import Outcome, State
from store.errors import StoreUnavailable
from store.types import (
    Absent,
    Cancelled,
    Committed,
    Delete,
    Item,
    Key,
    Put,
    Store,
    Whatever,
    Write,
)
from unit.jobs.rig import JOB, START, World, a_kind, job_in, taken, wish_for

pytestmark = pytest.mark.changes_db

KIND = a_kind()
MINE = Put(Item(key=Key("RESULT"), kind="result", version=1, body=b"{}"), Absent())
BROKEN = Failed(ValueError("broken"))


async def _take(world: World, *, owner: str = "two") -> Held | None:
    return await take(world.store, JOB, kind=KIND, owner=owner, now_ms=world.clock.ms)


async def _settle(world: World, held: Held, end: End, *, store: Store | None = None) -> Outcome:
    return await settle(store or world.store, held, end, kind=KIND, now_ms=world.clock.ms, chance=0)


async def test_a_job_that_is_done_is_gone(world: World) -> None:
    await wish_for(world.store, now=START)
    held = await taken(world.store, world.clock)

    outcome = await _settle(world, held, Done())

    assert outcome is Outcome.DONE
    assert await job_in(world.store) is None
    assert await _take(world) is None


async def test_nothing_is_taken_that_nobody_wants(world: World) -> None:
    assert await _take(world) is None
    assert await world.store.get([fence_key(JOB), lease_key(JOB)]) == (None, None)


async def test_a_held_job_is_not_taken(world: World) -> None:
    await wish_for(world.store, now=START)
    await taken(world.store, world.clock)
    world.clock.go(KIND.lease - timedelta(milliseconds=1))

    assert await _take(world) is None


async def test_of_two_that_take_at_once_one_has_it(world: World) -> None:
    await wish_for(world.store, now=START)

    async with world.open() as other:
        both = await asyncio.gather(
            *(
                take(store, JOB, kind=KIND, owner=owner, now_ms=world.clock.ms)
                for owner in ("one", "two")
                for store in (world.store, other)
            )
        )

    assert sum(held is not None for held in both) == 1


async def test_of_two_that_saw_the_job_free_the_slower_is_refused(world: World) -> None:
    await wish_for(world.store, now=START)
    slow = await _cut_off_before(
        lambda store: take(store, JOB, kind=KIND, owner="one", now_ms=world.clock.ms), world
    )
    assert await _take(world) is not None

    result = await world.store.commit(slow)

    assert isinstance(result, Cancelled)


async def test_a_take_over_that_saw_the_job_before_its_end_is_refused(world: World) -> None:
    await wish_for(world.store, now=START)
    held = await taken(world.store, world.clock)
    world.clock.go(KIND.lease)
    slow = await _cut_off_before(
        lambda store: take(store, JOB, kind=KIND, owner="two", now_ms=world.clock.ms), world
    )
    await _settle(world, held, Done())

    result = await world.store.commit(slow)

    assert isinstance(result, Cancelled)


async def test_a_take_over_that_saw_the_lease_before_its_renewal_is_refused(world: World) -> None:
    await wish_for(world.store, now=START)
    held = await taken(world.store, world.clock)
    leases = Leases()
    lost = leases.hold(held, KIND, now_ms=world.clock.ms)
    world.clock.go(KIND.lease)
    slow = await _cut_off_before(
        lambda store: take(store, JOB, kind=KIND, owner="two", now_ms=world.clock.ms), world
    )
    await leases.renew(world.store, now_ms=world.clock.ms)

    result = await world.store.commit(slow)

    assert isinstance(result, Cancelled)
    assert await world.store.commit([run_of(held).fence]) == Committed()
    assert not lost.done()


async def test_a_wish_during_the_run_has_the_job_run_again(world: World) -> None:
    await wish_for(world.store, now=START)
    held = await taken(world.store, world.clock)
    await wish_for(world.store, now=world.clock.at)

    outcome = await _settle(world, held, Done())

    assert outcome is Outcome.AGAIN
    again = await _take(world)
    assert again is not None
    assert again.fence.attempts == 1
    assert await _settle(world, again, Done()) is Outcome.DONE


async def test_a_wish_between_reading_and_finishing_is_not_lost(world: World) -> None:
    await wish_for(world.store, now=START)
    held = await taken(world.store, world.clock)
    finishing = await _cut_off_before(
        lambda store: _settle(world, held, Done(), store=store), world
    )
    await wish_for(world.store, now=world.clock.at)

    assert isinstance(await world.store.commit(finishing), Cancelled)

    assert await _settle(world, held, Done()) is Outcome.AGAIN


async def test_a_wish_between_reading_and_committing_it_is_refused_when_the_job_ends(
    world: World,
) -> None:
    await wish_for(world.store, now=START)
    held = await taken(world.store, world.clock)
    wish = await _cut_off_before(lambda store: wish_for(store, now=START), world)

    assert await _settle(world, held, Done()) is Outcome.DONE

    assert isinstance(await world.store.commit(wish), Cancelled)


async def test_an_expired_lease_is_taken_over_and_the_old_owner_fenced_off(world: World) -> None:
    await wish_for(world.store, now=START)
    zombie = await taken(world.store, world.clock)
    world.clock.go(KIND.lease)

    held = await _take(world)

    assert held is not None
    assert held.fence.attempts == 2
    assert isinstance(await world.store.commit([MINE, run_of(zombie).fence]), Cancelled)
    assert [await _settle(world, zombie, end) for end in (Done(), BROKEN, Stopped())] == [
        Outcome.LOST
    ] * 3
    assert await world.store.get([MINE.item.key]) == (None,)
    assert await world.store.commit([MINE, run_of(held).fence]) == Committed()


async def test_a_run_that_was_settled_is_fenced_off(world: World) -> None:
    await wish_for(world.store, now=START)
    held = await taken(world.store, world.clock)

    await _settle(world, held, Done())

    assert isinstance(await world.store.commit([MINE, run_of(held).fence]), Cancelled)


async def test_the_fence_holds_although_clocks_were_set_back(world: World) -> None:
    await wish_for(world.store, now=START)
    zombie = await taken(world.store, world.clock)
    await _settle(world, zombie, Done())
    world.clock.go(-timedelta(hours=1))
    await wish_for(world.store, now=world.clock.at)

    held = await _take(world)

    assert held is not None
    assert held.fence.version > zombie.fence.version
    assert isinstance(await world.store.commit([MINE, run_of(zombie).fence]), Cancelled)


async def test_a_clock_that_jumps_ahead_takes_over_early_and_safely(world: World) -> None:
    await wish_for(world.store, now=START)
    first = await taken(world.store, world.clock)

    ahead = world.clock.ms + 10**9
    held = await take(world.store, JOB, kind=KIND, owner="two", now_ms=ahead)

    assert held is not None
    assert await _settle(world, first, Done()) is Outcome.LOST
    assert await _settle(world, held, Done()) is Outcome.DONE


async def test_failures_are_retried_ever_later_and_then_no_more(world: World) -> None:
    await wish_for(world.store, now=START)
    seen = []

    for _ in range(KIND.attempts):
        held = await taken(world.store, world.clock)
        outcome = await _settle(world, held, BROKEN)
        job = await job_in(world.store)
        assert job is not None
        wait_ms = job.run_after_ms - world.clock.ms
        seen.append((outcome, job.state, job.failures, job.error, wait_ms))
        world.clock.go(timedelta(milliseconds=wait_ms))

    assert seen == [
        (Outcome.RETRY, State.READY, 1, "ValueError: broken", 8_000),
        (Outcome.RETRY, State.READY, 2, "ValueError: broken", 16_000),
        (Outcome.DEAD, State.DEAD, 0, "ValueError: broken", 0),
    ]
    world.clock.go(timedelta(days=9))
    assert await _take(world) is None


async def test_a_job_is_not_taken_before_its_time(world: World) -> None:
    await wish_for(world.store, now=START)
    await _settle(world, await taken(world.store, world.clock), BROKEN)
    world.clock.go(KIND.backoff - timedelta(milliseconds=1))

    early = await _take(world)
    world.clock.go(timedelta(milliseconds=1))

    assert early is None
    assert await _take(world) is not None


async def test_a_wish_during_the_last_attempt_keeps_the_job_alive(world: World) -> None:
    await wish_for(world.store, now=START)
    for _ in range(KIND.attempts - 1):
        await _settle(world, await taken(world.store, world.clock), BROKEN)
        world.clock.go(KIND.backoff_limit)
    last = await taken(world.store, world.clock)
    await wish_for(world.store, now=world.clock.at)

    outcome = await _settle(world, last, BROKEN)

    assert (last.fence.attempts, outcome) == (KIND.attempts, Outcome.RETRY)
    world.clock.go(KIND.backoff_limit)
    held = await taken(world.store, world.clock)
    assert held.fence.attempts == 1


async def test_a_stopped_run_does_not_count_and_the_job_is_free_at_once(world: World) -> None:
    await wish_for(world.store, now=START)
    await _settle(world, await taken(world.store, world.clock), BROKEN)
    world.clock.go(KIND.backoff)
    before = await job_in(world.store)
    held = await taken(world.store, world.clock)

    outcome = await _settle(world, held, Stopped())

    assert outcome is Outcome.RELEASED
    assert await job_in(world.store) == before
    again = await _take(world)
    assert again is not None
    assert again.fence.attempts == held.fence.attempts == 2


async def test_runs_that_are_cut_off_count(world: World) -> None:
    await wish_for(world.store, now=START)

    for _ in range(KIND.attempts):
        await taken(world.store, world.clock)
        world.clock.go(KIND.lease)

    held = await taken(world.store, world.clock)
    assert held.fence.attempts == KIND.attempts + 1
    assert await _settle(world, held, Failed(CutOff())) is Outcome.DEAD


@pytest.mark.parametrize("end", [Done(), BROKEN, Stopped()])
async def test_a_crash_before_settling_has_the_job_run_again(world: World, end: End) -> None:
    await wish_for(world.store, now=START)
    held = await taken(world.store, world.clock)

    await _cut_off_before(lambda store: _settle(world, held, end, store=store), world)

    assert await _take(world) is None
    world.clock.go(KIND.lease)
    assert await _take(world) is not None


@pytest.mark.parametrize("end", [Done(), BROKEN, Stopped()])
async def test_a_settlement_whose_answer_is_lost_is_settled(world: World, end: End) -> None:
    await wish_for(world.store, now=START)
    held = await taken(world.store, world.clock)

    def lose(_: Sequence[Write]) -> None:
        raise StoreUnavailable

    with pytest.raises(StoreUnavailable):
        await _settle(world, held, end, store=Watched(world.store, after=lose))

    assert await _settle(world, held, end) is Outcome.LOST
    fence = (await world.store.get([fence_key(JOB)]))[0]
    assert fence is not None
    assert fence.expires is not None


async def test_a_take_whose_answer_is_lost_ends_with_its_lease(world: World) -> None:
    await wish_for(world.store, now=START)

    def lose(_: Sequence[Write]) -> None:
        raise StoreUnavailable

    with pytest.raises(StoreUnavailable):
        await taken(Watched(world.store, after=lose), world.clock)

    assert await _take(world) is None
    world.clock.go(KIND.lease)
    assert await _take(world) is not None


async def test_settling_keeps_up_with_wishes_for_a_while(world: World) -> None:
    await wish_for(world.store, now=START)
    held = await taken(world.store, world.clock)
    wishes = iter(range(3))

    async def wish() -> None:
        for _ in itertools.islice(wishes, 1):
            await wish_for(world.store, now=START)

    busy = Watched(world.store, meanwhile=wish)
    assert await _settle(world, held, Done(), store=busy) is Outcome.AGAIN

    job = await job_in(world.store)
    assert job is not None
    assert job.wanted == 4


async def test_settling_gives_up_when_wishes_never_cease(world: World) -> None:
    await wish_for(world.store, now=START)
    held = await taken(world.store, world.clock)

    async def wish() -> None:
        await wish_for(world.store, now=START)

    restless = Watched(world.store, meanwhile=wish)
    assert await _settle(world, held, Done(), store=restless) is Outcome.UNSETTLED

    assert await _take(world) is None
    world.clock.go(KIND.lease)
    assert await _take(world) is not None


async def test_a_job_that_vanished_meanwhile_is_done(world: World) -> None:
    await wish_for(world.store, now=START)
    held = await taken(world.store, world.clock)
    await world.store.commit([Delete(job_key(JOB), Whatever())])

    assert await _settle(world, held, BROKEN) is Outcome.DONE

    assert await job_in(world.store) is None


class _Cut(Exception):
    pass


async def _cut_off_before(
    work: Callable[[Store], Awaitable[object]], world: World
) -> Sequence[Write]:
    """Do ``work`` up to its commit, and return the writes that it was about to commit."""
    kept: list[Sequence[Write]] = []

    def cut(writes: Sequence[Write]) -> None:
        kept.append(writes)
        raise _Cut

    with pytest.raises(_Cut):
        await work(Watched(world.store, before=cut))
    (writes,) = kept
    return writes
