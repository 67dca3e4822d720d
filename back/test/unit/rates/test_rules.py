"""Buckets: what they let through, however requests fall in time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rates.rules import filled, full, full_again, points_of, price, taken, wait
from rates.types import Bucket, Limit

pytestmark = pytest.mark.not_changes_db

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LIMITS = st.builds(
    lambda amount, seconds, burst: Limit(
        name="test", amount=amount, per=timedelta(seconds=seconds), burst=burst, block=0
    ),
    st.integers(1, 1_000),
    st.integers(1, 3_600),
    st.integers(1, 2_000),
)
STEPS = st.lists(
    st.tuples(st.timedeltas(timedelta(0), timedelta(minutes=9)), st.integers(1, 300)), max_size=40
)


@given(LIMITS, STEPS)
def test_no_more_passes_than_a_full_bucket_and_what_came_back(
    limit: Limit, steps: list[tuple[timedelta, int]]
) -> None:
    bucket, at, passed = full(limit, NOW), NOW, 0.0

    for later, points in steps:
        at += later
        bucket = filled(bucket, limit, at)
        due = price(limit, points)
        if not wait(bucket, limit, due):
            bucket, passed = taken(bucket, limit, due), passed + due

    elapsed = (at - NOW).total_seconds()
    assert passed <= limit.burst + elapsed * limit.rate + 1e-6


@given(LIMITS, st.floats(-2_000, 2_000), st.integers(1, 5_000))
def test_whoever_waits_as_long_as_told_passes_and_no_second_earlier(
    limit: Limit, level: float, points: int
) -> None:
    bucket = Bucket(min(level, limit.burst), NOW)
    due = price(limit, points)

    seconds = wait(bucket, limit, due)

    then = filled(bucket, limit, NOW + timedelta(seconds=seconds, milliseconds=1))
    assert not wait(then, limit, due)
    if seconds > 1:
        before = filled(bucket, limit, NOW + timedelta(seconds=seconds - 1))
        assert wait(before, limit, due) or before.level - due < 1e-6


@given(LIMITS, st.floats(-2_000, 2_000), st.timedeltas(timedelta(days=-9), timedelta(days=9)))
def test_a_bucket_never_overflows_and_loses_nothing_by_time(
    limit: Limit, level: float, later: timedelta
) -> None:
    bucket = Bucket(min(level, limit.burst), NOW)

    then = filled(bucket, limit, NOW + later)

    assert bucket.level <= then.level <= limit.burst
    assert then.at == max(NOW, NOW + later)


@given(LIMITS, st.lists(st.integers(1, 9_000), max_size=9))
def test_a_debt_is_at_most_a_full_bucket(limit: Limit, spent: list[int]) -> None:
    bucket = full(limit, NOW)

    for points in spent:
        bucket = taken(bucket, limit, points)

    assert bucket.level >= -limit.burst


@given(LIMITS, st.floats(-2_000, 2_000))
def test_a_bucket_is_forgotten_only_once_it_is_full(limit: Limit, level: float) -> None:
    bucket = Bucket(min(max(level, -limit.burst), limit.burst), NOW)

    until = full_again(bucket, limit)

    assert filled(bucket, limit, until).level == pytest.approx(limit.burst)
    assert until >= NOW + timedelta(minutes=1)


@pytest.mark.parametrize(("cost", "points"), [(0, 0), (1, 0.01), (100, 1), (20_000, 200)])
def test_a_hundred_of_cost_are_a_point(cost: int, points: float) -> None:
    assert points_of(cost) == points
