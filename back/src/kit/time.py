"""The only reader of the clock, and instants as the API writes them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Clock: TypeAlias = Callable[[], datetime]
# What a correction of a clock comes to; more than that is somebody who sets it.
_CORRECTION: Final = timedelta(minutes=1)


@dataclass(slots=True)
class Steady:
    """A clock that does not run backwards when ``wall`` is corrected by up to a minute.

    It then goes at half the speed of ``elapsed``, in seconds, until ``wall`` has caught up.  A
    larger step back is followed.
    """

    wall: Clock
    elapsed: Callable[[], float]
    _last: datetime | None = None
    _elapsed: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def __call__(self) -> datetime:
        with self._lock:
            wall, elapsed = self.wall(), self.elapsed()
            if self._last is not None and self._last - wall <= _CORRECTION:
                slowly = timedelta(seconds=(elapsed - self._elapsed) / 2)
                wall = max(wall, self._last + slowly)
            self._last, self._elapsed = wall, elapsed
            return wall


_STEADY: Final = Steady(lambda: datetime.now(UTC), monotonic)


def now() -> datetime:
    """Return the current instant, aware and in UTC; see ``Steady``."""
    return _STEADY()


def milliseconds(instant: datetime) -> int:
    """Return ``instant`` as milliseconds since the epoch."""
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def as_text(instant: datetime, zone: ZoneInfo) -> str:
    """Return ``instant`` as ``YYYY-MM-DD HH:MM:SS`` in ``zone``, without an offset."""
    # isoformat takes an eighth of the time of strftime, and lists of hundreds ask for both.
    return instant.astimezone(zone).replace(tzinfo=None).isoformat(" ", "seconds")
