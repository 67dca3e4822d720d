"""What becomes of a job: waits, and that no history loses a wish or has two that may write."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.hold import settle, take
from jobs.rules import Done, End, Failed, Held, Stopped, backoff, run_of
from jobs.types import Kind, Outcome
from store.types import Committed
from store.versions import next_version
from unit.jobs.rig import JOB, World, a_kind, a_world, job_in, nothing, wish_for

ENDS: dict[str, End] = {"done": Done(), "fail": Failed(ValueError("broken")), "stop": Stopped()}
STEPS = st.one_of(
    st.just(("wish", "")),
    st.tuples(st.sampled_from(["take", "done", "fail", "stop"]), st.sampled_from(["one", "two"])),
    st.sampled_from([("wait", "1"), ("wait", "20"), ("wait", "60"), ("wait", "-30")]),
)


@pytest.mark.not_changes_db
@given(failures=st.integers(1, 10_000), chance=st.floats(0, 1))
def test_a_wait_grows_to_its_limit_and_at_most_a_half_is_left_to_chance(
    failures: int, chance: float
) -> None:
    kind = Kind(
        name="k",
        handle=nothing,
        backoff=timedelta(seconds=3),
        backoff_limit=timedelta(hours=1),
    )

    longest = backoff(kind, failures, chance=0)
    wait = backoff(kind, failures, chance=chance)

    assert longest == min(timedelta(seconds=3 * 2 ** min(failures - 1, 20)), timedelta(hours=1))
    assert longest / 2 <= wait <= longest


@pytest.mark.not_changes_db
@given(clocks=st.lists(st.integers(0, 2**52), min_size=1))
def test_versions_grow_whatever_the_clock_does(clocks: list[int]) -> None:
    versions: list[int] = []
    for now_ms in clocks:
        versions.append(next_version(versions[-1] if versions else None, now_ms))

    assert versions == sorted(set(versions))
    assert all(version >= now_ms for version, now_ms in zip(versions, clocks, strict=True))


@dataclass(slots=True)
class _History:
    """What was seen of one job; ``served`` tells whether a run began since the last wish."""

    holds: dict[str, Held] = field(default_factory=dict)
    all_holds: list[Held] = field(default_factory=list)
    served: bool = True


@pytest.mark.changes_db
@settings(deadline=None, max_examples=60)
@given(steps=st.lists(STEPS, max_size=25))
def test_no_history_loses_a_wish_or_lets_two_write(steps: list[tuple[str, str]]) -> None:
    asyncio.run(_live(steps))


async def _live(steps: list[tuple[str, str]]) -> None:
    history = _History()
    with TemporaryDirectory() as folder:
        async with a_world(Path(folder)) as world:
            for step, detail in steps:
                await _step(world, history, step, detail)
                assert await _writers(world, history) <= 1
            await _finish(world, history)

    assert history.served


async def _step(world: World, history: _History, step: str, detail: str) -> None:
    if step == "wait":
        world.clock.go(timedelta(seconds=int(detail)))
    elif step == "wish":
        await wish_for(world.store, now=world.clock.at)
        history.served = False
    elif step == "take":
        await _take(world, history, detail)
    elif detail in history.holds:
        await _settle(world, history, detail, ENDS[step])


async def _take(world: World, history: _History, owner: str) -> None:
    held = await take(world.store, JOB, kind=a_kind(), owner=owner, now_ms=world.clock.ms)
    if held is not None:
        history.holds[owner] = held
        history.all_holds.append(held)
        history.served = True


async def _settle(world: World, history: _History, owner: str, end: End) -> None:
    held = history.holds.pop(owner)
    writer = await world.store.commit([run_of(held).fence]) == Committed()
    outcome = await settle(world.store, held, end, kind=a_kind(), now_ms=world.clock.ms, chance=0.5)
    assert (outcome is Outcome.LOST) is not writer
    if outcome is Outcome.DEAD:
        # Whoever wished has the error for an answer.
        history.served = True


async def _writers(world: World, history: _History) -> int:
    results = [await world.store.commit([run_of(held).fence]) for held in history.all_holds]
    return sum(result == Committed() for result in results)


async def _finish(world: World, history: _History) -> None:
    """Let time go on until nobody has the job, and run what is left."""
    for _ in range(5):
        world.clock.go(timedelta(minutes=10))
        await _take(world, history, "last")
        if "last" in history.holds:
            await _settle(world, history, "last", Done())
    job = await job_in(world.store)
    assert job is None or job.state == "DEAD"
