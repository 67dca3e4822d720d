"""Cursors: good for their query only, and only as they were given out."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.builders import an_item
from store.cursor import (
    Position,
    _sealed,
    cursor_at,
    position_after,
    position_in,
    scan_cursor_at,
    scan_position_after,
)
from store.errors import CursorError
from store.types import Index, IndexKey, Key, Query

pytestmark = pytest.mark.not_changes_db

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
QUERIES = st.builds(
    Query, pk=TEXT, index=st.sampled_from([None, *Index]), prefix=TEXT, reverse=st.booleans()
)
POSITIONS = st.builds(Position, TEXT, TEXT, TEXT)


@settings(deadline=None)
@given(QUERIES, POSITIONS)
def test_a_cursor_tells_its_position_to_its_query(query: Query, position: Position) -> None:
    after = cursor_at(query, position)

    assert position_after(replace(query, after=after, limit=7, strong=True)) == position
    assert after.isascii()


@settings(deadline=None)
@given(QUERIES, QUERIES, POSITIONS)
def test_a_cursor_is_no_good_for_another_query(
    query: Query, other: Query, position: Position
) -> None:
    after = cursor_at(query, position)

    if query == other:
        assert position_after(replace(other, after=after)) == position
    else:
        with pytest.raises(CursorError):
            position_after(replace(other, after=after))


@settings(deadline=None)
@given(QUERIES, POSITIONS, st.data())
def test_a_changed_cursor_is_refused(query: Query, position: Position, data: st.DataObject) -> None:
    after = cursor_at(query, position)
    place = data.draw(st.integers(0, len(after)))
    changed = after[:place] + data.draw(st.text(max_size=3)) + after[place + 1 :]

    if changed != after:
        with pytest.raises(CursorError):
            position_after(replace(query, after=changed))


@settings(deadline=None)
@given(QUERIES, st.text())
def test_text_that_is_no_cursor_is_refused(query: Query, text: str) -> None:
    with pytest.raises(CursorError):
        position_after(replace(query, after=text))


@pytest.mark.parametrize("parts", [(), ("a",), ("a", "b"), ("a", "b", "c", "d")])
def test_a_well_sealed_cursor_of_another_shape_is_refused(parts: tuple[str, ...]) -> None:
    query = Query("P")
    after = cursor_at(query, parts)  # type: ignore[arg-type]  # what a forger might seal

    with pytest.raises(CursorError):
        position_after(replace(query, after=after))


def test_a_cursor_is_no_bare_json() -> None:
    after = base64.urlsafe_b64encode(b'["a","b","c"]').decode().rstrip("=")

    with pytest.raises(CursorError):
        position_after(Query("P", after=after))


def test_no_cursor_is_the_beginning() -> None:
    assert position_after(Query("P")) is None
    assert scan_position_after(None, segment=0, segments=1) is None


def test_an_item_has_a_position_where_it_lies_only() -> None:
    item = an_item("P", "s", index=((Index.G1, IndexKey("Q", "t")),))

    assert position_in(Query("P"), item) == Position("s", "P", "s")
    assert position_in(Query("Q", index=Index.G1), item) == Position("t", "P", "s")
    assert position_in(Query("Q"), item) is None
    assert position_in(Query("P", index=Index.G1), item) is None
    assert position_in(Query("Q", index=Index.G2), item) is None


@settings(deadline=None)
@given(st.builds(Key, TEXT, TEXT), st.integers(0, 3), st.integers(0, 3))
def test_a_scan_goes_on_in_its_own_segment_only(key: Key, segment: int, other: int) -> None:
    after = scan_cursor_at(key, segment=segment, segments=4)

    assert scan_position_after(after, segment=segment, segments=4) == key
    for wrong in ((other, 5), (other, 4)):
        if wrong != (segment, 4):
            with pytest.raises(CursorError):
                scan_position_after(after, segment=wrong[0], segments=wrong[1])


def test_a_query_cursor_is_no_scan_cursor() -> None:
    after = cursor_at(Query("P"), Position("a", "b", "c"))

    with pytest.raises(CursorError):
        scan_position_after(after, segment=0, segments=1)


def test_a_well_sealed_scan_cursor_of_another_shape_is_refused() -> None:
    after = scan_cursor_at(Key("a", "b"), segment=0, segments=1)
    longer = _sealed("scan/0/1", "a", "b", "c")

    assert scan_position_after(after, segment=0, segments=1) == Key("a", "b")
    with pytest.raises(CursorError):
        scan_position_after(longer, segment=0, segments=1)
