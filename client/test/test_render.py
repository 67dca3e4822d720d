import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrates_ci.render import FORMULA_STARTS, Column, csv_text, printable, table

COLUMNS = (Column(title="NAME"), Column(title="N", is_number=True), Column(title="PATH"))


def test_columns_are_aligned_by_what_they_hold() -> None:
    lines = table(COLUMNS, [("a", "1", "x"), ("long name", "100", "y")], width=None)

    assert lines == (
        "NAME         N  PATH",
        "a            1  x",
        "long name  100  y",
    )


def test_the_widest_column_is_cut_to_fit_a_terminal() -> None:
    lines = table(COLUMNS, [("a" * 40, "1", "src/a/b.py:123")], width=40)

    assert lines == (
        "NAME                   N  PATH",
        f"{'a' * 18}...  1  src/a/b.py:123",
    )


def test_of_a_long_path_the_end_is_shown() -> None:
    lines = table((Column(title="PATH", is_path=True),), [("src/of/a/deep/b.py:12",)], width=14)

    assert lines == ("PATH", "...eep/b.py:12")


@given(st.lists(st.tuples(st.text(), st.text(), st.text())), st.integers(40, 200))
def test_a_table_is_one_line_a_row_and_never_wider_than_told(
    rows: list[tuple[str, str, str]], width: int
) -> None:
    lines = table(COLUMNS, rows, width=width)

    assert len(lines) == len(rows) + 1
    assert all(len(line) <= width and line.isprintable() for line in lines)


@given(st.text())
def test_printable_text_is_printable_and_stays_as_it_is(text: str) -> None:
    shown = printable(text)

    assert shown.isprintable()
    assert printable(shown) == shown


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_is_a_formula(start: str) -> None:
    text = csv_text(["name"], [[f"{start}1+1"]])

    assert list(csv.reader(io.StringIO(text, newline=""))) == [["name"], [f"'{start}1+1"]]


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\0")), min_size=1)))
def test_every_other_cell_comes_back_as_it_was(rows: list[list[str]]) -> None:
    text = csv_text(["name"], rows)

    back = list(csv.reader(io.StringIO(text, newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in back[1:]] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.startswith(FORMULA_STARTS) for row in back for cell in row)
