"""The only reader of the clock, and instants as the API writes them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Clock: TypeAlias = Callable[[], datetime]


def now() -> datetime:
    """Return the current instant, aware and in UTC."""
    return datetime.now(UTC)


def milliseconds(instant: datetime) -> int:
    """Return ``instant`` as milliseconds since the epoch."""
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def as_text(instant: datetime, zone: ZoneInfo) -> str:
    """Return ``instant`` as ``YYYY-MM-DD HH:MM:SS`` in ``zone``, without an offset."""
    # isoformat takes an eighth of the time of strftime, and lists of hundreds ask for both.
    return instant.astimezone(zone).replace(tzinfo=None).isoformat(" ", "seconds")
