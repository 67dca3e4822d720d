"""Instants as the API writes them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kit.time import as_text, milliseconds, now

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
