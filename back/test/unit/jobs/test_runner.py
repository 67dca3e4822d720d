"""Running jobs from end to end."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from cutting import Watched
from errors import Unavailable
from jobs.errors import TookTooLong
from jobs.hold import take
from jobs.rules import Held
from jobs.runner import run
from jobs.types import JobId, Outcome, Run, Settled
from store.errors import StoreUnavailable, Throttled
from store.types import Page, Store, Write
from unit.jobs.rig import JOB, START, World, a_kind, job_in, running, wish_for

pytestmark = pytest.mark.changes_db


async def test_a_wish_made_before_the_start_is_found(world: World) -> None:
    runs: list[Run] = []

    async def handle(run: Run) -> None:
        runs.append(run)

    await wish_for(world.store, now=START)
    async with running(world.runner(a_kind(handle))):
        told = await world.settled()

    assert told == Settled(id=JOB, attempt=1, outcome=Outcome.DONE)
    assert [(run.kind, run.subject, run.attempt) for run in runs] == [("import", "ROOT#1", 1)]
    assert await job_in(world.store) is None


async def test_the_bell_wakes_a_runner_that_waits(world: World) -> None:
    async with running(world.runner(a_kind())):
        for number in range(3):
            await wish_for(world.store, JobId("import", f"ROOT#{number}"), now=START)
            world.bell.ring("import", f"ROOT#{number}")
            told = await world.settled()

            assert (told.id.subject, told.outcome) == (f"ROOT#{number}", Outcome.DONE)


async def test_the_bell_is_believed_where_the_list_lags(world: World) -> None:
    """The job is looked up by its key: the list does not have it when the bell rings."""
    world.bell.ring("import", "ROOT#1")
    await wish_for(world.store, now=START)
    blind = Watched(world.store, pages=lambda _: Page((), None))

    async with running(replace(world.runner(a_kind()), store=blind)):
        told = await world.settled()

    assert told.outcome is Outcome.DONE


async def test_without_a_bell_the_poll_finds_the_job(world: World) -> None:
    async with running(replace(world.runner(a_kind()), poll=timedelta(milliseconds=5))):
        await wish_for(world.store, now=START)
        told = await world.settled()

    assert told.outcome is Outcome.DONE


async def test_a_kind_without_a_handler_here_is_left_to_others(world: World) -> None:
    other = JobId("other", "x")
    await wish_for(world.store, other, now=START)
    await wish_for(world.store, now=START)
    world.bell.ring("other", "x")

    async with running(world.runner(a_kind())):
        told = await world.settled()

    assert told.id == JOB
    assert await job_in(world.store, other) is not None


async def test_a_failure_is_told_and_retried_when_its_time_has_come(world: World) -> None:
    errors = [ValueError("first"), KeyError("second")]

    async def handle(run: Run) -> None:
        if run.attempt <= len(errors):
            raise errors[run.attempt - 1]

    await wish_for(world.store, now=START)
    async with running(world.runner(a_kind(handle))):
        told = []
        for _ in range(3):
            told.append(await world.settled())
            world.clock.go(timedelta(seconds=60))
            world.bell.stir()

    assert [(each.attempt, each.outcome, each.error) for each in told] == [
        (1, Outcome.RETRY, errors[0]),
        (2, Outcome.RETRY, errors[1]),
        (3, Outcome.DONE, None),
    ]


async def test_a_wish_during_a_run_is_a_second_run(world: World) -> None:
    runs: list[Run] = []

    async def handle(run: Run) -> None:
        runs.append(run)
        if len(runs) == 1:
            for _ in range(3):
                await wish_for(world.store, now=START)

    await wish_for(world.store, now=START)
    async with running(world.runner(a_kind(handle))):
        outcomes = [(await world.settled()).outcome for _ in range(2)]

    assert outcomes == [Outcome.AGAIN, Outcome.DONE]
    assert len(runs) == 2


async def test_no_more_run_at_once_than_may_and_all_run(world: World) -> None:
    now = most = 0
    pair = asyncio.Barrier(2)

    async def handle(_: Run) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await pair.wait()
        await _a_while()
        now -= 1

    jobs = [JobId("import", f"ROOT#{number}") for number in range(40)]
    for job in jobs:
        await wish_for(world.store, job, now=START)
    async with running(world.runner(a_kind(handle), concurrency=2)):
        told = [await world.settled() for _ in jobs]

    assert most == 2
    assert {each.id for each in told} == set(jobs)
    assert {each.outcome for each in told} == {Outcome.DONE}


async def _a_while() -> None:
    """Give others the time that a few hops through threads take."""
    for _ in range(5):
        await asyncio.to_thread(lambda: None)


async def test_what_others_hold_does_not_hide_what_is_due(world: World) -> None:
    jobs = [JobId("import", f"ROOT#{number:02}") for number in range(60)]
    for job in jobs:
        await wish_for(world.store, job, now=START)
    for job in jobs[:-1]:
        await take(world.store, job, kind=a_kind(), owner="two", now_ms=world.clock.ms)

    async with running(world.runner(a_kind(), concurrency=1)):
        told = await world.settled()

    assert told == Settled(id=jobs[-1], attempt=1, outcome=Outcome.DONE)


async def test_a_runner_does_not_take_over_from_itself(world: World) -> None:
    kind = a_kind()
    looked = asyncio.Event()

    def look(page: Page) -> Page:
        looked.set()
        return page

    async def handle(_: Run) -> None:
        world.clock.go(2 * kind.lease)
        looked.clear()
        world.bell.ring("import", "ROOT#1")
        await looked.wait()

    await wish_for(world.store, now=START)
    runner = world.runner(replace(kind, handle=handle))
    async with running(replace(runner, store=Watched(world.store, pages=look))):
        told = await world.settled()

    assert told == Settled(id=JOB, attempt=1, outcome=Outcome.DONE)


async def test_two_runners_share_the_work_and_run_nothing_twice(world: World) -> None:
    runs: list[str] = []

    async def handle(run: Run) -> None:
        runs.append(run.subject)
        await asyncio.to_thread(lambda: None)

    jobs = [JobId("import", f"ROOT#{number}") for number in range(20)]
    for job in jobs:
        await wish_for(world.store, job, now=START)
    async with world.open() as other:
        one = world.runner(a_kind(handle), owner="one")
        two = replace(world.runner(a_kind(handle), owner="two"), store=other)
        async with running(one), running(two):
            for _ in jobs:
                await world.settled()

    assert sorted(runs) == sorted(job.subject for job in jobs)


async def test_stopping_lets_a_job_go_that_does_not_finish(world: World) -> None:
    begun, never = asyncio.Event(), asyncio.Event()

    async def handle(_: Run) -> None:
        begun.set()
        await never.wait()

    await wish_for(world.store, now=START)
    async with running(world.runner(a_kind(handle))):
        await begun.wait()

    assert (await world.settled()).outcome is Outcome.RELEASED
    async with running(world.runner(a_kind(), owner="two")):
        assert await world.settled() == Settled(id=JOB, attempt=1, outcome=Outcome.DONE)


async def test_stopping_waits_for_a_job_that_finishes_in_time(world: World) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def handle(_: Run) -> None:
        begun.set()
        await go_on.wait()
        await _a_while()

    await wish_for(world.store, now=START)
    patient = replace(world.runner(a_kind(handle)), grace=timedelta(hours=1))
    async with running(patient) as stop:
        await begun.wait()
        stop.set()
        go_on.set()
        told = await world.settled()

    assert told.outcome is Outcome.DONE


async def test_a_run_past_its_limit_is_a_failure(world: World) -> None:
    never = asyncio.Event()

    async def handle(_: Run) -> None:
        await never.wait()

    await wish_for(world.store, now=START)
    async with running(world.runner(a_kind(handle, limit=timedelta(milliseconds=5)))):
        told = await world.settled()

    assert told.outcome is Outcome.RETRY
    assert isinstance(told.error, TookTooLong)


async def test_a_handler_that_cancels_itself_has_failed(world: World) -> None:
    async def handle(_: Run) -> None:
        raise asyncio.CancelledError

    await wish_for(world.store, now=START)
    async with running(world.runner(a_kind(handle))):
        told = await world.settled()

    assert told.outcome is Outcome.RETRY
    assert isinstance(told.error, asyncio.CancelledError)


async def test_a_job_that_kills_its_process_each_time_dies_unrun(world: World) -> None:
    kind = a_kind()
    await wish_for(world.store, now=START)
    for _ in range(kind.attempts):
        await take(world.store, JOB, kind=kind, owner="gone", now_ms=world.clock.ms)
        world.clock.go(kind.lease)

    async with running(world.runner(a_kind())):
        told = await world.settled()

    assert told.outcome is Outcome.DEAD
    job = await job_in(world.store)
    assert job is not None
    assert job.error == "CutOff: Every run was cut off before its end"


async def test_a_busy_loop_keeps_its_leases(world: World) -> None:
    """While the loop does nothing else, time goes on for two leases."""
    kind = replace(a_kind(), lease=timedelta(milliseconds=60))
    renewals = 0
    enough = threading.Event()

    def renewed(_: Sequence[Write]) -> None:
        nonlocal renewals
        renewals += 1
        world.clock.go(kind.lease / 2)
        if renewals == 4:
            enough.set()

    @asynccontextmanager
    async def open_watched() -> AsyncIterator[Store]:
        async with world.open() as store:
            yield Watched(store, after=renewed)

    waited: list[bool] = []
    rivals: list[Held | None] = []

    async def handle(run: Run) -> None:
        waited.append(enough.wait(timeout=30))
        rivals.append(await take(world.store, JOB, kind=kind, owner="x", now_ms=world.clock.ms))
        await world.store.commit([run.fence])

    await wish_for(world.store, now=START)
    busy = world.runner(replace(kind, handle=handle))
    async with running(replace(busy, open_store=open_watched)):
        told = await world.settled()

    assert (waited, rivals) == ([True], [None])
    assert told.outcome is Outcome.DONE


async def test_a_run_whose_job_was_taken_over_is_cancelled(world: World) -> None:
    kind = replace(a_kind(), lease=timedelta(milliseconds=30))
    never = asyncio.Event()

    async def handle(_: Run) -> None:
        world.clock.go(kind.lease)
        rival = await take(world.store, JOB, kind=kind, owner="two", now_ms=world.clock.ms)
        assert rival is not None
        await never.wait()

    await wish_for(world.store, now=START)
    async with running(world.runner(replace(kind, handle=handle))):
        told = await world.settled()

    assert told == Settled(id=JOB, attempt=1, outcome=Outcome.LOST)


async def test_a_fault_of_the_store_is_told_and_the_runner_goes_on(world: World) -> None:
    faults = [StoreUnavailable(), Throttled()]

    def fail(_: Sequence[Write]) -> None:
        if faults:
            raise faults[0]

    await wish_for(world.store, now=START)
    faulty = replace(world.runner(a_kind()), store=Watched(world.store, before=fail))
    async with running(faulty):
        told = []
        while faults:
            told.append(await world.told.get())
            faults.pop(0)
            world.bell.stir()
        settled = await world.settled()

    assert [type(each) for each in told] == [StoreUnavailable, Throttled]
    assert settled.outcome is Outcome.DONE


async def test_an_end_that_cannot_be_written_is_told(world: World) -> None:
    fault = StoreUnavailable()
    begun = asyncio.Event()

    async def handle(_: Run) -> None:
        begun.set()

    def fail(_: Sequence[Write]) -> None:
        if begun.is_set():
            raise fault

    await wish_for(world.store, now=START)
    faulty = replace(world.runner(a_kind(handle)), store=Watched(world.store, before=fail))
    async with running(faulty):
        told = [await world.told.get(), await world.told.get()]

    assert told == [fault, Settled(id=JOB, attempt=1, outcome=Outcome.UNSETTLED)]
    assert await job_in(world.store) is not None


async def test_a_runner_without_its_renewals_ends(world: World) -> None:
    nowhere = replace(world, path=world.path.parent)

    with pytest.raises(StoreUnavailable):
        await run(nowhere.runner(a_kind()), stop=asyncio.Event())


async def test_a_bug_ends_the_runner_and_its_runs(world: World) -> None:
    never = asyncio.Event()

    async def handle(_: Run) -> None:
        await never.wait()

    def broken(_: Settled | Unavailable) -> None:
        raise ZeroDivisionError

    for job in (JOB, JobId("short", "x")):
        await wish_for(world.store, job, now=START)
    runner = world.runner(a_kind(handle), a_kind(name="short"))

    with pytest.raises(ExceptionGroup) as raised:
        await run(replace(runner, told=broken), stop=asyncio.Event())

    assert raised.group_contains(ZeroDivisionError)
