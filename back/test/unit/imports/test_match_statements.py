"""Matching by statements and by places, where the build told that a line is not there any more."""

from collections.abc import Sequence

import pytest

from imports.matching import KnownState, Layer, OutcomeKind, match
from imports.reports import Report
from reports.made import known_from
from reports.seen import report_of, seen, told
from reports.sketching import kept, prepared
from reports.weak_lines import END, TOP, WEAK, compare, found, report

CREATED, UNCHANGED, MOVED = OutcomeKind.CREATED, OutcomeKind.UNCHANGED, OutcomeKind.MOVED
MATCHED, REOPENED = OutcomeKind.MATCHED, OutcomeKind.REOPENED


def test_a_statement_that_was_broken_in_lines_is_the_same() -> None:
    old = [*TOP, "eval(a, b)", "eval(c, d)", *END]
    new = [*TOP, "eval(", "a,", "b,", ")", "eval(", "c,", "d,", ")", *END]

    matched = compare({"a": old}, {"a": new})

    assert found(matched) == [("v0", Layer.STATEMENT), ("v1", Layer.STATEMENT)]
    assert matched.outcomes[1].explanation == (
        "moved from a:11 to a:14: same statement in the same file"
    )


def test_a_statement_is_followed_to_another_file_where_no_other_has_it() -> None:
    old = {"a": [*TOP, "eval(a, b)"], "b": [*END, WEAK]}
    new = {"a": [*TOP, WEAK], "b": [*END, WEAK, "eval(", "a, b)"]}

    matched = compare(old, new)

    assert found(matched) == [
        (None, None),
        ("v1", Layer.EXACT),
        ("v0", Layer.STATEMENT),
    ]
    assert matched.outcomes[2].explanation == (
        "moved from a:10 to b:11: same statement which no other has"
    )


def test_an_edited_line_is_known_by_the_lines_around_it() -> None:
    matched = compare({"a": [*TOP, WEAK, *END]}, {"a": ["new", *TOP, "eval(y)", *END]})

    assert found(matched) == [("v0", Layer.PLACE)]
    assert matched.outcomes[0].explanation == (
        "moved from a:10 to a:11: the place between the same two lines in the same file"
    )


def test_other_code_between_the_same_lines_is_another_weakness() -> None:
    other = [f"other {at}" for at in range(15)]

    matched = compare({"a": [*TOP, WEAK, *END]}, {"a": [*TOP, *other, "eval(y)", *other, *END]})

    assert told(matched.outcomes) == [(CREATED, None)]


def test_the_last_line_of_a_function_is_known_though_another_function_follows() -> None:
    one, two = [*TOP, WEAK, ""], [*END, "eval(z)", ""]

    matched = compare({"a": [*one, *two]}, {"a": [*two, *TOP, "eval(y)"]})

    assert found(matched) == [("v1", Layer.LINE), ("v0", Layer.PLACE)]
    assert matched.outcomes[1].explanation.endswith(
        "the place beside the same line in the same file"
    )


def test_a_like_first_line_does_not_hold_against_the_statement() -> None:
    """A formatter broke the first, which starts now as the second did."""
    old = [*TOP, "assert eval(a)", "assert (", "eval(b) is True", ")", *END]
    new = [*TOP, "assert (", "eval(a)", ")", "assert (", "eval(b)", "is True", ")", *END]
    before, after = (
        prepared(report_of(*(seen(at, path="a") for at in places)), {"a": lines})
        for lines, places in ((old, (10, 11)), (new, (10, 13)))
    )

    assert told(match(after, known_from(before), kept(before)).outcomes) == [
        (MATCHED, "v0"),
        (MOVED, "v1"),
    ]


def test_statements_of_blocks_that_moved_are_followed_though_every_line_was_edited() -> None:
    def quoted(mark: str, *names: str) -> list[str]:
        return [f"eval({mark}{name}{at}{mark})" for name in names for at in range(3)]

    matched = compare({"a": quoted("'", "x", "y", "z")}, {"a": quoted('"', "z", "x", "y")})

    assert [each.vulnerability for each in matched.outcomes] == [
        f"v{at}" for at in (6, 7, 8, 0, 1, 2, 3, 4, 5)
    ]
    assert {each.layer for each in matched.outcomes} == {Layer.STATEMENT}


def test_many_results_in_one_order_are_the_same_however_much_was_edited() -> None:
    old = [f"eval(x{at}, y{at})" for at in range(6)]
    new = [line for at in range(6) for line in (f"eval(z{at},", f"y{at})")]

    matched = compare({"a": [*TOP, *old, *END]}, {"a": [*TOP, *new, *END]})

    assert found(matched) == [(f"v{at}", Layer.PLACE) for at in range(6)]


def test_words_are_not_the_same_code_where_sketches_tell() -> None:
    """Without sketches and code, one result that remains is taken for the one there was."""
    old = {"a": [WEAK, *TOP, *END]}
    new = {"a": [*TOP, *END, "other", "eval(y)"]}

    assert told(compare(old, new).outcomes) == [(CREATED, None)]


@pytest.mark.parametrize(("statement", "kind"), [("eval(x)", REOPENED), ("eval(y)", CREATED)])
def test_what_was_closed_comes_back_by_its_statement(statement: str, kind: OutcomeKind) -> None:
    before = report({"a": [*TOP, WEAK, *END]})
    closed = known_from(before, KnownState.CLOSED)

    matched = match(report({"a": ["new", *TOP, statement, *END]}), closed, {})

    assert [each.kind for each in matched.outcomes] == [kind]


def test_what_was_closed_is_not_another_line_that_is_where_it_was() -> None:
    closed = known_from(report({"a": [*TOP, WEAK]}), KnownState.CLOSED)

    matched = match(report({"a": [*END, "eval(y)"]}), closed, {})

    assert told(matched.outcomes) == [(CREATED, None)]


def test_an_edited_line_in_its_place_is_told_so() -> None:
    matched = compare({"a": [*TOP, WEAK, *END]}, {"a": [*TOP, "eval(y)", *END]})

    assert told(matched.outcomes) == [(MATCHED, "v0")]
    assert matched.outcomes[0].explanation == (
        "same place, a:10: the line and the statement changed"
    )


def _several(places: Sequence[tuple[int, int]], lines: Sequence[str]) -> Report:
    results = [seen(line, column=column, path="a") for line, column in places]
    return prepared(report_of(*results), {"a": lines})


def test_results_of_a_line_that_was_broken_or_joined_are_all_followed() -> None:
    whole = _several([(10, 1), (10, 9)], [*TOP, "f(x[a], y[b])", *END])
    parts = _several([(11, 1), (12, 1)], [*TOP, "f(", "x[a],", "y[b])", *END])
    part = _several([(10, 3), (11, 1)], [*TOP, "f(x[a],", "y[b])", *END])

    for before, after in ((whole, parts), (parts, whole), (whole, part), (part, whole)):
        matched = match(after, known_from(before), kept(before))
        assert [each.vulnerability for each in matched.outcomes] == ["v0", "v1"]


def test_like_statements_are_told_apart_by_the_lines_around_them() -> None:
    old = {"a": [*TOP, "eval(a, b)", *END, "eval(a, b)", "last"]}

    matched = compare(old, {"a": [*TOP, *END, "eval(", "a, b)", "last"]})

    assert found(matched) == [("v1", Layer.STATEMENT)]


def test_like_statements_that_moved_together_are_followed_in_order() -> None:
    old, new = ["eval('a')", "eval('a')"], ['eval("a")', 'eval("a")']

    matched = compare({"a": [*TOP, *old, *END]}, {"a": [*TOP, *END, *new]})

    assert found(matched) == [("v0", Layer.STATEMENT), ("v1", Layer.STATEMENT)]


def test_a_line_holds_though_much_of_its_statement_is_new() -> None:
    more = [f"more {at}" for at in range(30)]

    matched = compare(
        {"a": [*TOP, "eval(x,", "y)", *END]}, {"a": ["new", *TOP, "eval(x,", *more, "z)", *END]}
    )

    assert found(matched) == [("v0", Layer.LINE)]


def test_words_in_files_of_one_name_are_not_the_same_where_sketches_tell() -> None:
    matched = compare({"a/x": [*TOP, WEAK]}, {"b/x": [*END, "eval(y)"]})

    assert told(matched.outcomes) == [(CREATED, None)]
