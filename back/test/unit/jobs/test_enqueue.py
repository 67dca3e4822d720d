"""Wishing for jobs."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from jobs.dead import list_dead, revive
from jobs.enqueue import enqueue
from jobs.errors import DeadJobNotFound
from jobs.hold import settle, take
from jobs.rules import Failed
from jobs.types import Job, JobId, State
from kit.time import milliseconds
from store.types import Cancelled, Committed, Put
from unit.jobs.rig import JOB, START, World, a_kind, job_in, taken, wish_for

pytestmark = pytest.mark.changes_db

LATER = timedelta(minutes=5)


async def test_a_wish_is_a_ready_job(world: World) -> None:
    await wish_for(world.store, now=START)

    ms = milliseconds(START)
    assert await job_in(world.store) == Job(
        id=JOB, state=State.READY, wanted=1, run_after_ms=ms, version=ms
    )


async def test_an_uncommitted_wish_is_none(world: World) -> None:
    await enqueue(world.store, "import", "ROOT#1", now=START)

    assert await job_in(world.store) is None


async def test_wishes_are_one_job_at_the_earliest_time(world: World) -> None:
    for after in (2 * LATER, LATER, 3 * LATER):
        write = await enqueue(world.store, "import", "ROOT#1", now=START, run_after=START + after)
        await world.store.commit([write])

    job = await job_in(world.store)
    assert job is not None
    assert (job.wanted, job.run_after_ms) == (3, milliseconds(START + LATER))


async def test_a_wish_does_not_cut_the_wait_after_a_failure_short(world: World) -> None:
    await wish_for(world.store, now=START)
    await _failed(world, times=1)
    world.clock.at = START
    before = await job_in(world.store)

    await wish_for(world.store, now=world.clock.at)

    after = await job_in(world.store)
    assert before is not None
    assert after is not None
    assert (after.wanted, after.run_after_ms) == (2, before.run_after_ms)


async def test_of_two_wishes_at_once_one_must_be_made_anew(world: World) -> None:
    await wish_for(world.store, now=START)
    one = await enqueue(world.store, "import", "ROOT#1", now=START)
    two = await enqueue(world.store, "import", "ROOT#1", now=START)

    results = [await world.store.commit([write]) for write in (one, two)]

    assert results[0] == Committed()
    assert isinstance(results[1], Cancelled)
    job = await job_in(world.store)
    assert job is not None
    assert job.wanted == 2


async def test_taking_a_job_and_wishing_for_it_do_not_collide(world: World) -> None:
    await wish_for(world.store, now=START)
    write = await enqueue(world.store, "import", "ROOT#1", now=START)

    await taken(world.store, world.clock)

    assert await world.store.commit([write]) == Committed()


async def test_kinds_and_subjects_make_the_job(world: World) -> None:
    jobs = [JobId("a", "x"), JobId("b", "x"), JobId("a", "y#@é")]
    for job in jobs:
        await wish_for(world.store, job, now=START)

    found = [await job_in(world.store, job) for job in jobs]

    assert [job and job.id for job in found] == jobs


async def test_the_dead_are_listed_with_their_errors_the_longest_dead_first(world: World) -> None:
    others = [JobId("import", f"ROOT#{number}") for number in (9, 3)]
    for job in others:
        await wish_for(world.store, job, now=world.clock.at)
        await _failed(world, job, times=3)
        world.clock.go(LATER)
    await wish_for(world.store, now=world.clock.at)

    first = await list_dead(world.store, "import", limit=1)
    second = await list_dead(world.store, "import", limit=1, after=first.next)

    assert [job.id for page in (first, second) for job in page.jobs] == others
    assert first.jobs[0].error == "ValueError: broken 3"
    assert second.next is None


@pytest.mark.parametrize("by", [enqueue, revive])
async def test_a_revived_job_has_all_its_attempts(
    world: World, by: Callable[..., Awaitable[Put]]
) -> None:
    await wish_for(world.store, now=START)
    await _failed(world, times=3)
    assert await take(world.store, JOB, kind=a_kind(), owner="o", now_ms=world.clock.ms) is None

    await world.store.commit([await by(world.store, "import", "ROOT#1", now=world.clock.at)])

    held = await taken(world.store, world.clock)
    assert held.fence.attempts == 1
    assert (await list_dead(world.store, "import")).jobs == ()


async def test_only_a_dead_job_is_revived(world: World) -> None:
    await wish_for(world.store, now=START)
    before = await job_in(world.store)

    for subject in ("ROOT#1", "ROOT#2"):
        with pytest.raises(DeadJobNotFound):
            await revive(world.store, "import", subject, now=START)

    assert await job_in(world.store) == before


async def _failed(world: World, job: JobId = JOB, *, times: int) -> None:
    kind = a_kind()
    for number in range(1, times + 1):
        now_ms = world.clock.ms
        held = await take(world.store, job, kind=kind, owner="one", now_ms=now_ms)
        assert held is not None
        end = Failed(ValueError(f"broken {number}"))
        await settle(world.store, held, end, kind=kind, now_ms=now_ms, chance=0)
        world.clock.go(kind.backoff_limit)
