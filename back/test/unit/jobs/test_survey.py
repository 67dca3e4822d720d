"""How the jobs stand, as operators are told."""

from datetime import timedelta

import pytest

from jobs.hold import settle
from jobs.rules import Failed
from jobs.survey import Survey, survey
from jobs.types import JobId, Outcome
from unit.jobs.rig import JOB, World, a_kind, job_in, taken, wish_for

pytestmark = pytest.mark.changes_db

KIND = a_kind()


async def told(world: World) -> Survey:
    return await survey(world.store, {KIND.name: KIND.lease}, now=world.clock.at)


async def test_nothing_is_told_of_no_jobs(world: World) -> None:
    assert await told(world) == Survey()


async def test_what_is_due_runs_or_waits_is_told_apart(world: World) -> None:
    await wish_for(world.store, now=world.clock.at)
    await taken(world.store, world.clock)
    await wish_for(world.store, JobId(JOB.kind, "due"), now=world.clock.at)
    await wish_for(world.store, JobId(JOB.kind, "later"), now=world.clock.at + timedelta(hours=1))

    found = await told(world)

    assert (found.running, found.due, found.waiting, found.given_up) == (1, 1, 1, 0)
    assert found.late == await job_in(world.store, JobId(JOB.kind, "due"))


async def test_a_job_whose_runner_died_is_due_again(world: World) -> None:
    await wish_for(world.store, now=world.clock.at)
    await taken(world.store, world.clock)
    world.clock.go(KIND.lease)

    found = await told(world)

    assert (found.running, found.due) == (0, 1)
    assert found.late == await job_in(world.store)


async def test_the_job_that_is_late_longest_is_told_of_many(world: World) -> None:
    for number in range(120):
        await wish_for(world.store, JobId(JOB.kind, f"{number}"), now=world.clock.at)
        world.clock.go(timedelta(seconds=1))

    found = await told(world)

    assert found.due == 120
    assert found.late == await job_in(world.store, JobId(JOB.kind, "0"))


async def test_a_job_that_was_given_up_is_told(world: World) -> None:
    await wish_for(world.store, now=world.clock.at)
    outcome = None
    while outcome is not Outcome.DEAD:
        held = await taken(world.store, world.clock)
        end = Failed(RuntimeError())
        outcome = await settle(world.store, held, end, kind=KIND, now_ms=world.clock.ms, chance=0)
        world.clock.go(timedelta(hours=1))

    found = await told(world)

    assert (found.given_up, found.due) == (1, 0)
    assert found.dead == await job_in(world.store)


async def test_a_lease_of_a_clock_that_is_ahead_is_told(world: World) -> None:
    await wish_for(world.store, now=world.clock.at)
    world.clock.go(timedelta(hours=1))
    await taken(world.store, world.clock)
    world.clock.go(-timedelta(hours=1))

    found = await told(world)

    assert found.ahead == timedelta(hours=1)
