"""How days ended is told exactly, whenever they are closed, and old ones by the week."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.days import check_range, closing, points, standing, sums_of
from indicators.errors import DaysRefused
from indicators.types import Kept

pytestmark = pytest.mark.not_changes_db

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
DELTAS = st.dictionaries(st.sampled_from("ab"), st.integers(-3, 3).filter(bool), min_size=1)
# What is added: on which day, and how many days later that is known.
ADDED = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 7), DELTAS), max_size=25)

Sums = dict[date, dict[str, int]]


def kept(*, snapshots: Sums | None = None, days: Sums | None = None) -> Kept:
    return Kept(snapshots=snapshots or {}, days=days or {}, versions={})


def told(kept: Kept, days: list[date]) -> dict[date, dict[str, int]]:
    """Return how days ended, without what is zero."""
    found = dict(standing(kept, days))
    return {day: {name: n for name, n in sums.items() if n} for day, sums in found.items()}


def closed(before: Kept, *, today: date) -> Kept:
    """Return what is kept once all that is over on ``today`` is closed."""
    while (plan := closing(before, today=today)) is not None:
        snapshots = {**before.snapshots, **plan.snapshots}
        before = Kept(
            snapshots={day: it for day, it in snapshots.items() if day not in plan.dropped},
            days={day: it for day, it in before.days.items() if day not in plan.days},
            versions={},
        )
    return before


def added(before: Kept, day: date, deltas: Mapping[str, int]) -> Kept:
    was = before.days.get(day, {})
    now = {name: was.get(name, 0) + deltas.get(name, 0) for name in {**was, **deltas}}
    return Kept(snapshots=before.snapshots, days={**before.days, day: now}, versions={})


def test_a_day_on_which_nothing_was_added_ended_as_the_one_before() -> None:
    found = told(kept(days={MONDAY: {"a": 2}, MONDAY + 3 * DAY: {"a": -1}}), DAYS[:6])

    assert [sums["a"] for sums in found.values()] == [2, 2, 2, 1, 1, 1]


DAYS = [MONDAY + number * DAY for number in range(130)]


def test_days_before_anything_was_counted_are_left_out() -> None:
    assert told(kept(days={DAYS[3]: {"a": 1}}), DAYS[:4]) == {DAYS[3]: {"a": 1}}
    assert told(kept(), DAYS) == {}


def test_what_is_added_late_is_put_on_its_day_and_all_after() -> None:
    before = closed(kept(days={DAYS[0]: {"a": 1}, DAYS[2]: {"a": 1}}), today=DAYS[3])
    late = added(before, DAYS[1], {"b": 5})

    expected = {
        DAYS[0]: {"a": 1},
        DAYS[1]: {"a": 1, "b": 5},
        DAYS[2]: {"a": 2, "b": 5},
    }
    assert told(late, DAYS[:3]) == expected
    assert closed(late, today=DAYS[3]).snapshots == expected


def test_today_is_not_over() -> None:
    before = kept(days={DAYS[0]: {"a": 1}})

    assert closing(before, today=DAYS[0]) is None
    assert list(points(DAYS[0], DAYS[9], today=DAYS[2])) == DAYS[:2]


def test_of_weeks_that_are_old_only_the_last_snapshot_stays() -> None:
    before = kept(snapshots={day: {"a": number + 1} for number, day in enumerate(DAYS[:120])})

    after = closed(before, today=DAYS[120])

    sundays = [DAYS[number] for number in (6, 13, 20, 27)]
    assert sorted(after.snapshots) == [*sundays, *DAYS[28:120]]
    assert [day.isoweekday() for day in sundays] == [7] * 4
    asked = list(points(DAYS[0], DAYS[120], today=DAYS[120]))
    assert asked == [*sundays, *DAYS[28:120]]
    assert told(after, asked) == told(before, asked)


@given(what=ADDED)
def test_whenever_days_are_closed_the_same_is_told(
    what: list[tuple[int, int, dict[str, int]]],
) -> None:
    """Each addition comes on its day or up to a week late, and all that is over is closed daily."""
    often = never = kept()
    for today in range(130):
        for number, late, deltas in what:
            if number + late == today:
                often = added(often, DAYS[number], deltas)
                never = added(never, DAYS[number], deltas)
        often = closed(often, today=DAYS[today])

    asked = list(points(DAYS[0], DAYS[128], today=DAYS[129]))
    by_hand = {
        day: {
            name: n
            for name in "ab"
            if (n := sum(it.get(name, 0) for at, _, it in what if DAYS[at] <= day))
        }
        for day in asked
    }
    assert told(never, asked) == {day: by_hand[day] for day in told(never, asked)}
    last = asked[-1]
    assert sums_of(often) == sums_of(never) == by_hand[last]
    first = min((DAYS[number] for number, _, _ in what), default=None)
    since = [day for day in asked if first is not None and day >= first]
    assert told(often, since) == {day: by_hand[day] for day in since}


@pytest.mark.parametrize(("since", "until"), [(1, 0), (0, 733)])
def test_a_range_that_is_none_or_too_long_is_refused(since: int, until: int) -> None:
    with pytest.raises(DaysRefused):
        check_range(MONDAY + since * DAY, MONDAY + until * DAY)


def test_two_years_may_be_asked_for() -> None:
    check_range(MONDAY, MONDAY + 732 * DAY)
