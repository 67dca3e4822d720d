"""Identifiers that sort by the time they were made, and such that follow from others."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.ids import derived_id, random_id, sortable_id, spread_id
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


@given(parts=st.lists(st.text(), min_size=1, max_size=4))
def test_a_derived_id_is_a_uuid_of_version_5_that_is_always_the_same(parts: list[str]) -> None:
    made = uuid.UUID(derived_id(*parts))

    assert (made.version, made.variant) == (5, uuid.RFC_4122)
    assert derived_id(*parts) == str(made)


def test_ids_that_are_derived_from_other_parts_differ() -> None:
    known = [("a", "bc"), ("ab", "c"), ("abc",), ("a", "b", "c"), ("bc", "a"), ("a", "bc", "")]

    assert len({derived_id(*parts) for parts in known}) == len(known)
    assert derived_id("a", "bc") == "91b396b4-646a-5844-8c68-18736f729ed0"


@given(st.integers(1, 10**6), st.data())
def test_spread_ids_are_of_version_4_and_sort_as_their_places(of: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, of - 1))
    second = data.draw(st.integers(0, of - 1))

    one, other = spread_id(first, of=of), spread_id(second, of=of)

    assert uuid.UUID(one).version == uuid.UUID(other).version == 4
    assert first == second or (one < other) is (first < second)


def test_a_spread_id_is_another_each_time() -> None:
    assert len({spread_id(3, of=10**6) for _ in range(1000)}) == 1000
