"""Rows as text: what a spreadsheet reads of them is what was there."""

import csv
import io
import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.rows import Row, csv_head, csv_line, json_line

pytestmark = pytest.mark.not_changes_db

ROW = Row(
    id="1",
    finding_id="2",
    finding="CWE-79. Cross-site scripting",
    root="app",
    where="app/a.py",
    specific="12",
    type="LINES",
    state="VULNERABLE",
    zero_risk=None,
    treatment="UNTREATED",
    severity=7.5,
    reported_at="2026-03-01T00:00:00+00:00",
    closed_at=None,
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def test_the_names_of_the_fields_stay() -> None:
    assert csv_head() == (
        "id,finding_id,finding,root,where,specific,type,state,zero_risk,treatment,severity,"
        "reported_at,closed_at\r\n"
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])  # noqa: RUF001  # meant
def test_no_cell_begins_as_a_formula(start: str) -> None:
    [cells] = csv.reader(io.StringIO(csv_line(replace(ROW, where=f"{start}1+1")), newline=""))

    assert cells[4] == f"'{start}1+1"


@given(TEXTS)
def test_a_line_of_csv_is_read_as_it_was_but_for_the_quote(text: str) -> None:
    [cells] = csv.reader(io.StringIO(csv_line(replace(ROW, where=text)), newline=""))

    assert cells[4].removeprefix("'") == text.removeprefix("'")
    assert len(cells) == 13


@given(TEXTS)
def test_a_line_of_json_is_one_line_that_is_read_as_it_was(text: str) -> None:
    row = replace(ROW, where=text)

    assert json_line(row).count("\n") == 1
    assert json.loads(json_line(row)) == asdict(row)
