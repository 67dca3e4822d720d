"""Which line became which: order first, then blocks that moved, never one line for two."""

from hypothesis import given
from hypothesis import strategies as st

from imports.matching.sketches.diff import blocks, diff

_FILES = st.lists(st.integers(0, 20) | st.integers(0, 2**32 - 1), max_size=40)


@given(_FILES, _FILES)
def test_lines_are_joined_one_to_one_with_equal_ones_and_alike_the_other_way(
    old: list[int], new: list[int]
) -> None:
    to, back = diff(old, new)

    assert (len(to), len(back)) == (len(old), len(new))
    joined = [(i, j) for i, j in enumerate(to) if j >= 0]
    assert sorted((j, i) for i, j in joined) == [(j, i) for j, i in enumerate(back) if i >= 0]
    assert all(old[i] == new[j] for i, j in joined)
    assert diff(new, old) == (back, to)


@given(_FILES, st.integers(0, 40), st.integers(1, 9))
def test_lines_that_are_new_push_the_others_down(lines: list[int], at: int, count: int) -> None:
    at = min(at, len(lines))
    fresh = [2**33 + number for number in range(count)]

    to, _ = diff(lines, lines[:at] + fresh + lines[at:])

    assert to == [*range(at), *range(at + count, len(lines) + count)]


@given(st.lists(st.integers(1, 2**32 - 1), max_size=40, unique=True), st.data())
def test_unique_lines_of_blocks_are_found_in_whatever_order(
    lines: list[int], data: st.DataObject
) -> None:
    parts = [lines[at : at + 4] for at in range(0, len(lines) - 3, 4)]
    shuffled = [line for part in data.draw(st.permutations(parts)) for line in part]

    to, _ = diff(lines[: len(shuffled)], shuffled)

    assert [shuffled[at] for at in to] == lines[: len(shuffled)]


def test_common_lines_of_a_block_that_moved_go_with_it() -> None:
    end, blank = 7, 0
    one, two, three = ([at, at + 1, end, blank] for at in (10, 20, 30))

    to, _ = diff([*one, *two, *three], [*three, *one, *two])

    assert to == [4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3]


def test_a_common_line_between_edited_ones_stays_in_its_gap() -> None:
    old = [1, 5, 9, 2, 5, 8, 3, 5]
    new = [1, 5, 90, 2, 80, 5, 3, 5]

    assert diff(old, new)[0] == [0, 1, -1, 3, 5, -1, 6, 7]


def test_what_is_between_has_its_longest_common_part() -> None:
    old, new = [1, 4, 5, 4, 4, 5, 2], [1, 5, 4, 5, 2]

    to, _ = diff(old, new)

    assert [old[i] for i, j in enumerate(to) if j >= 0] == new


def test_a_line_that_moved_alone_may_as_well_be_another() -> None:
    assert diff([1, 2, 3, 4, 9], [9, 1, 2, 3, 4])[0] == [1, 2, 3, 4, -1]


def test_blank_lines_are_no_block() -> None:
    assert diff([1, 2, 0, 0, 0], [0, 0, 0, 1, 2])[0][:2] == [3, 4]


def test_a_block_is_found_in_another_file_without_what_is_taken() -> None:
    free, taken = -1, -2
    to, back = [taken, free, free, free, free], [free] * 5

    found = blocks([1, 2, 3, 4, 5], [1, 2, 3, 4, 9], to, back)

    assert found == [(1, 1), (2, 2), (3, 3)]


@given(_FILES, _FILES)
def test_blocks_are_alike_the_other_way(old: list[int], new: list[int]) -> None:
    there = blocks(old, new, [-1] * len(old), [-1] * len(new))
    back = blocks(new, old, [-1] * len(new), [-1] * len(old))

    assert sorted((j, i) for i, j in back) == sorted(there)


def test_one_line_is_no_block_of_another_file() -> None:
    assert blocks([1, 2], [2, 3], [-1] * 2, [-1] * 2) == []


def test_hostile_files_take_their_time_in_proportion() -> None:
    """A table of all lines against all would have 10^8 cells, and take minutes."""
    size = 10_000
    alike = [1] * size
    few = [number * number % 47 + 1 for number in range(size)]
    other = [number * number % 43 + 1 for number in range(size)]

    assert diff(alike, alike[1:])[0].count(-1) == 1
    assert diff(few, other)[0].count(-1) < size
    assert diff(list(range(1, size)), list(range(size, 1, -1)))[0].count(-1) < size
