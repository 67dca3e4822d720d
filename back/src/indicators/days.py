"""How sums stood at the end of each day, from what was added on each.  Pure.

What is added on a day is kept beside the sums, in the same commit.  A day that is over is closed:
a snapshot takes its place, of all that was added by its end.  Until then, and where something is
added to a closed day late, the two together tell how it stood, so nothing depends on when, or
whether, days are closed.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise, takewhile
from typing import Final

from indicators.errors import DaysRefused
from indicators.rules import total
from indicators.types import Closing, Kept

Sums = Mapping[str, int]

DAILY: Final = timedelta(days=90)  # how far back each day is kept; before that, each week
# The furthest that changes may be late: no stream keeps them for longer.
LATEST: Final = timedelta(days=7)
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_YEARS: Final = timedelta(days=2 * 366)
_CLOSED_AT_ONCE: Final = 30
_DROPPED_AT_ONCE: Final = 90


def check_range(since: date, until: date) -> None:
    """Check that days are asked for from the earlier to the later, and of two years at most.

    Raises:
        DaysRefused: they are not.
    """
    if since > until:
        raise DaysRefused("The range must not end before it begins")
    if until - since > _YEARS:
        raise DaysRefused("The range must not be longer than two years")


def points(since: date, until: date, *, today: date) -> Iterator[date]:
    """Yield the days of a range of which it is told how they ended.

    Each that is over, of the last ninety; before these, the last of each week, its Sunday.
    """
    day, last = since, min(until, today - _DAY)
    while day <= last:
        if _is_daily(day, today) or day == _week_end(day):
            yield day
        day += _DAY


def standing(kept: Kept, days: Iterable[date]) -> Iterator[tuple[date, Sums]]:
    """Yield how the sums stood at the end of each of ``days``, which ascend.

    Those before anything was ever added are left out.
    """
    marks = iter(sorted({*kept.snapshots, *kept.days}))
    ahead = next(marks, None)
    base: Sums | None = None
    late: Sums = {}
    for day in days:
        while ahead is not None and ahead <= day:
            base = kept.snapshots.get(ahead, base or {})
            late = _together(late, kept.days.get(ahead, {}))
            ahead = next(marks, None)
        if base is not None:
            yield day, _together(base, late)


def sums_of(kept: Kept) -> Sums:
    """Return what all that was ever added comes to."""
    last = max({*kept.snapshots, *kept.days}, default=None)
    return {} if last is None else dict(standing(kept, [last]))[last]


def closing(kept: Kept, *, today: date) -> Closing | None:
    """Return what closes some of the days that are over; ``None`` once all are, and old ones few.

    What was added to a day late also goes into the snapshots of later days.
    """
    over = sorted(day for day in kept.days if day < today)[:_CLOSED_AT_ONCE]
    if over:
        written = sorted({*over, *(day for day in kept.snapshots if day >= over[0])})
        known = Kept(
            snapshots=kept.snapshots,
            days={day: kept.days[day] for day in over},
            versions=kept.versions,
        )
        return Closing(snapshots=dict(standing(known, written)), days=tuple(over))
    dropped = tuple(takewhile(lambda day: not _is_daily(day, today), _superfluous(kept)))
    return Closing(snapshots={}, dropped=dropped[:_DROPPED_AT_ONCE]) if dropped else None


def _superfluous(kept: Kept) -> Iterator[date]:
    """Yield the days of snapshots that are not the last ones of their weeks, the first first."""
    days = sorted(kept.snapshots)
    for day, following in pairwise(days):
        if _week_end(day) == _week_end(following):
            yield day


def _is_daily(day: date, today: date) -> bool:
    """Tell whether ``day`` is of a week that is not wholly older than ninety days."""
    return _week_end(day) >= today - DAILY


def _week_end(day: date) -> date:
    return day + (_WEEK - _DAY) - timedelta(days=day.weekday())


def _together(one: Sums, other: Sums) -> Sums:
    return total([{"": one}, {"": other}]).get("", {}) if other else one
