"""Instants as the API writes them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.time import Steady, as_text, milliseconds, now

pytestmark = pytest.mark.not_changes_db

INSTANT = datetime(2026, 3, 2, 9, 30, 15, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("UTC", "2026-03-02 09:30:15"),
        ("America/Bogota", "2026-03-02 04:30:15"),
        ("Asia/Kolkata", "2026-03-02 15:00:15"),
    ],
)
def test_an_instant_is_written_in_the_zone_without_an_offset(zone: str, text: str) -> None:
    assert as_text(INSTANT, ZoneInfo(zone)) == text


def test_milliseconds_are_since_the_epoch() -> None:
    assert milliseconds(datetime(1970, 1, 1, 0, 0, 1, 5000, tzinfo=UTC)) == 1005


def test_now_is_aware_and_in_utc() -> None:
    assert now().tzinfo is UTC


@dataclass(slots=True)
class Machine:
    """A machine whose time goes on, and whose clock is set besides."""

    passed: float = 0.0
    set_by: timedelta = timedelta(0)

    def wall(self) -> datetime:
        return INSTANT + timedelta(seconds=self.passed) + self.set_by

    def elapsed(self) -> float:
        return self.passed

    def steady(self) -> Steady:
        return Steady(self.wall, self.elapsed)


# So far apart that no two corrections come to a minute.
@given(steps=st.lists(st.tuples(st.integers(40, 100), st.integers(-20, 3600)), max_size=20))
def test_a_corrected_clock_never_runs_backwards(steps: list[tuple[int, int]]) -> None:
    machine = Machine()
    steady = machine.steady()
    told = [steady()]

    for seconds, step in steps:
        machine.passed += seconds
        machine.set_by += timedelta(seconds=step)
        told.append(steady())

    assert told == sorted(told)
    assert told[-1] >= machine.wall()


def test_a_corrected_clock_goes_on_and_is_caught_up_with() -> None:
    machine = Machine()
    steady = machine.steady()
    steady()
    machine.set_by = timedelta(seconds=-5)

    ahead = []
    for _ in range(7):
        ahead.append((steady() - machine.wall()).total_seconds())
        machine.passed += 2

    assert ahead == [5, 4, 3, 2, 1, 0, 0]


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(days=-1), timedelta(days=1)])
def test_a_clock_that_is_set_is_followed(step: timedelta) -> None:
    machine = Machine()
    steady = machine.steady()
    steady()

    machine.set_by = step

    assert steady() == machine.wall() == INSTANT + step
