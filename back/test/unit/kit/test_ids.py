"""Identifiers that sort by the time they were made."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from kit.ids import random_id, sortable_id
from kit.time import milliseconds
from unit.db_model.strategies import INSTANTS

pytestmark = pytest.mark.not_changes_db


@given(earlier=INSTANTS, later=INSTANTS)
def test_ids_sort_as_the_instants_they_were_made_at(earlier: datetime, later: datetime) -> None:
    if milliseconds(earlier) > milliseconds(later):
        earlier, later = later, earlier
    later += (
        timedelta(milliseconds=1) if milliseconds(earlier) == milliseconds(later) else timedelta()
    )

    assert sortable_id(earlier) < sortable_id(later)


@given(at=INSTANTS)
def test_a_sortable_id_is_a_uuid_of_version_7_that_tells_its_instant(at: datetime) -> None:
    made = uuid.UUID(sortable_id(at))

    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == milliseconds(at)


def test_ids_of_one_instant_differ() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)

    assert len({sortable_id(at) for _ in range(1000)}) == 1000


def test_a_random_id_is_a_uuid_of_version_4() -> None:
    assert uuid.UUID(random_id()).version == 4
