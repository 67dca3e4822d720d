"""What a supervisor decides."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.supervisor.rules import (
    Phase,
    Policy,
    Seen,
    Step,
    Trouble,
    is_early,
    leaver,
    next_step,
    start_at,
    troubled,
)

pytestmark = pytest.mark.not_changes_db

POLICY = Policy(tries=3)
CALM = Trouble()
TROUBLE = Trouble(early=3, at=100.0)
NEW, OLD = Seen(phase=Phase.READY, is_old=False), Seen(phase=Phase.READY, is_old=True)
STARTING = Seen(phase=Phase.STARTING, is_old=False)

crews = st.lists(st.builds(Seen, phase=st.sampled_from(Phase), is_old=st.booleans()), max_size=8)


def decided(*workers: Seen, trouble: Trouble = CALM) -> Step:
    return next_step(workers, wanted=2, trouble=trouble, policy=POLICY)


def serving(workers: list[Seen]) -> list[Seen]:
    return [worker for worker in workers if worker.phase is not Phase.LEAVING]


def ready(workers: list[Seen]) -> int:
    return sum(worker.phase is Phase.READY for worker in workers)


def stepped(workers: list[Seen], step: Step) -> list[Seen]:
    """Return the workers after a step; while there is none, a start or a leave comes to its end."""
    if step is Step.START:
        return [*workers, STARTING]
    if step is Step.RETIRE:
        at = leaver(workers)
        leaving = replace(workers[at], phase=Phase.LEAVING)
        return [*workers[:at], leaving, *workers[at + 1 :]]
    if any(worker.phase is Phase.LEAVING for worker in workers):
        return serving(workers)
    return [replace(worker, phase=Phase.READY) for worker in workers]


@given(crews, st.integers(1, 4))
def test_every_crew_becomes_one_of_new_workers_that_are_ready(
    crew: list[Seen], wanted: int
) -> None:
    most, least = max(len(serving(crew)), wanted + 1), min(ready(crew), wanted)

    for _ in range(100):
        step = next_step(crew, wanted=wanted, trouble=CALM, policy=POLICY)
        crew = stepped(crew, step)
        assert len(serving(crew)) <= most
        assert ready(crew) >= least

    assert crew == [NEW] * wanted


def test_old_workers_stay_when_new_ones_end_as_they_start() -> None:
    assert decided(OLD, OLD, trouble=TROUBLE) is Step.KEEP_OLD
    assert decided(OLD, OLD, STARTING, trouble=TROUBLE) is Step.NOTHING
    assert decided(OLD, OLD, NEW, trouble=TROUBLE) is Step.RETIRE


def test_only_when_no_worker_is_left_is_there_no_point() -> None:
    assert decided(trouble=TROUBLE) is Step.GIVE_UP
    assert decided(STARTING, trouble=TROUBLE) is Step.START
    assert decided(NEW, trouble=TROUBLE) is Step.START
    assert decided(trouble=replace(TROUBLE, early=2)) is Step.START


@pytest.mark.parametrize(("ready_at", "early"), [(None, True), (90.1, True), (90.0, False)])
def test_a_worker_that_served_for_a_while_does_not_end_early(
    ready_at: float | None, *, early: bool
) -> None:
    assert is_early(ready_at, now=100.0, policy=Policy(settled=10.0)) is early


def test_early_ends_are_counted_until_a_quiet_minute() -> None:
    first = troubled(CALM, now=5.0)
    second = troubled(first, now=64.9)

    assert (first.early, second.early) == (1, 2)
    assert troubled(second, now=124.9) == Trouble(early=1, at=124.9)


def test_each_start_after_an_early_end_waits_longer_up_to_half_a_minute() -> None:
    delays = [start_at(Trouble(early=early, at=100.0)) - 100.0 for early in range(1, 13)]

    assert start_at(CALM) == 0.0
    assert delays[:4] == pytest.approx([0.1, 0.2, 0.4, 0.8])
    assert delays == sorted(delays)
    assert delays[-1] == 30.0
