"""Matching with sketches: what the build told decides, and a person can read why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from db_model.vulnerabilities.types import Region
from imports.matching import KnownState, Layer, Matched, OutcomeKind, match
from imports.reports import Report
from reports.made import known_from
from reports.seen import report_of, seen, told
from reports.sketching import kept, prepared

CREATED, UNCHANGED, MOVED = OutcomeKind.CREATED, OutcomeKind.UNCHANGED, OutcomeKind.MOVED
MATCHED, REOPENED = OutcomeKind.MATCHED, OutcomeKind.REOPENED

Files = Mapping[str, Sequence[str]]

TOP = [f"top {at}" for at in range(9)]
END = [f"end {at}" for at in range(9)]
WEAK = "eval(x)"


def _report(files: Files, *, code: bool = False, rule: str = "R1") -> Report:
    """Return a report of each line that calls ``eval``, with its code if asked."""
    results = [
        seen(at, line.strip() if code else "", path=path, rule=rule)
        for path, lines in files.items()
        for at, line in enumerate(lines, 1)
        if "eval(" in line
    ]
    return prepared(report_of(*results), files)


def _compare(old: Files, new: Files, *, code: bool = False) -> Matched:
    before = _report(old, code=code)
    return match(_report(new, code=code), known_from(before), kept(before))


def _found(matched: Matched) -> list[tuple[str | None, Layer | None]]:
    return [(each.vulnerability, each.layer) for each in matched.outcomes]


@pytest.mark.parametrize("code", [True, False])
def test_one_of_many_alike_is_gone_and_the_others_are_themselves(*, code: bool) -> None:
    one, two = [*TOP, WEAK], [*END, WEAK]

    matched = _compare({"a": [*one, *two, "last"]}, {"a": [*two, "last"]}, code=code)

    assert _found(matched) == [("v1", Layer.LINE)]
    assert [each.vulnerability for each in matched.closing] == ["v0"]
    assert matched.outcomes[0].explanation == "moved from a:20 to a:10: same line in the same file"


@pytest.mark.parametrize("code", [True, False])
def test_like_functions_that_changed_places_take_theirs_along(*, code: bool) -> None:
    one, two = [*TOP, WEAK], [*END, WEAK]

    matched = _compare({"a": [*one, "", *two]}, {"a": [*two, "", *one]}, code=code)

    assert told(matched.outcomes) == [(MOVED, "v1"), (MOVED, "v0")]


def test_nothing_that_is_unchanged_says_anything_new() -> None:
    files = {"a": [*TOP, WEAK]}

    matched = _compare(files, files)

    assert _found(matched) == [("v0", Layer.EXACT)]
    assert not matched.outcomes[0].differs


def test_a_line_in_a_renamed_file_is_told_so() -> None:
    matched = _compare({"app/db.py": [*TOP, WEAK]}, {"app/store/db.py": ["new", *TOP, WEAK]})

    assert matched.outcomes[0].explanation == (
        "moved from app/db.py:10 to app/store/db.py:11: same line in the renamed file"
    )


def test_a_line_of_a_file_that_was_split_is_told_so() -> None:
    matched = _compare(
        {"a": [*TOP, *END[:3], WEAK, *END[3:5]], "always": [WEAK]},
        {"a": [*TOP, "eval(y)"], "b": ["new", *END[:3], WEAK, *END[3:5]], "always": [WEAK]},
    )

    assert matched.outcomes[1].explanation == (
        "moved from a:13 to b:5: same line in the file that it went to"
    )


def test_a_line_that_is_still_there_is_not_the_same_code_elsewhere() -> None:
    """The tool sees nothing in the line any more, and the same code was written elsewhere."""
    old, new = {"a": [*TOP, WEAK, *END]}, {"a": [*TOP, WEAK, *END, "more", WEAK]}
    before, after = _report(old, code=True), _report(new, code=True)
    later = prepared(report_of(after.results[1]), new)

    matched = match(later, known_from(before), kept(before))

    assert told(matched.outcomes) == [(CREATED, None)]
    assert [each.vulnerability for each in matched.closing] == ["v0"]


def test_what_was_there_before_is_not_what_was_deleted() -> None:
    """The tool saw nothing in the second line before, and sees the same there now."""
    old, new = {"a": [*TOP, WEAK, *END, WEAK]}, {"a": [*TOP, *END, WEAK]}
    before = prepared(report_of(seen(10, WEAK, path="a")), old)

    matched = match(_report(new, code=True), known_from(before), kept(before))

    assert told(matched.outcomes) == [(CREATED, None)]


def test_a_sketch_of_another_version_decides_nothing() -> None:
    before = _report({"a": [*TOP, WEAK]})
    known = tuple(replace(each, line="00000001", statement=None) for each in known_from(before))

    matched = match(_report({"a": ["new", *TOP, WEAK]}), known, kept(before))

    assert _found(matched) == [("v0", Layer.SEQUENCE)]


def test_several_in_one_line_are_told_apart_by_their_columns() -> None:
    old, new = {"a": [*TOP, "eval(eval(x))"]}, {"a": ["new", *TOP, "  eval(eval(x))"]}
    before = prepared(report_of(*(seen(10, column=at, path="a") for at in (1, 6))), old)
    after = prepared(report_of(*(seen(11, column=at, path="a") for at in (8, 3))), new)

    assert _found(match(after, known_from(before), kept(before))) == [
        ("v1", Layer.LINE),
        ("v0", Layer.LINE),
    ]


def test_fewer_in_one_line_are_a_tie_that_is_told() -> None:
    files = {"a": [*TOP, "eval(eval(x))"]}
    before = prepared(report_of(*(seen(10, column=at, path="a") for at in (1, 6))), files)
    after = prepared(report_of(seen(10, column=3, path="a")), files)

    matched = match(after, known_from(before), kept(before))

    assert matched.outcomes[0].layer is Layer.LINE
    assert matched.outcomes[0].differs
    assert len(matched.closing) == 1


def _in_lines(start: int, end: int, lines: Sequence[str]) -> Report:
    region = Region(start_line=start, end_line=end)
    return prepared(report_of(replace(seen(start, path="a"), region=region)), {"a": lines})


def test_an_edited_first_line_is_known_by_the_others_of_its_region() -> None:
    body = ["first", "second", "third"]
    before = _in_lines(10, 13, [*TOP, "call(x", *body, *END])
    after = _in_lines(15, 18, [*TOP, *(f"new {at}" for at in range(5)), "call(y, z", *body, *END])

    matched = match(after, known_from(before), kept(before))

    assert _found(matched) == [("v0", Layer.LINE)]
    assert matched.outcomes[0].explanation == (
        "moved from a:10 to a:15: another line of the same code in the same file"
    )


def test_a_small_part_of_a_region_is_not_the_same_code() -> None:
    lines = [*TOP, "call(x", *(f"argument {at}" for at in range(8)), *END]
    before, after = _in_lines(10, 18, lines), _in_lines(17, 18, lines)

    assert told(match(after, known_from(before), kept(before)).outcomes) == [(CREATED, None)]


def test_another_start_of_the_same_lines_is_the_same_code() -> None:
    lines = [*TOP, "x = (", "eval(", "y", "))", *END]
    before, after = _in_lines(10, 13, lines), _in_lines(11, 13, lines)

    assert _found(match(after, known_from(before), kept(before))) == [("v0", Layer.LINE)]


def test_a_statement_that_was_broken_in_lines_is_the_same() -> None:
    old = [*TOP, "eval(a, b)", "eval(c, d)", *END]
    new = [*TOP, "eval(", "a,", "b,", ")", "eval(", "c,", "d,", ")", *END]

    matched = _compare({"a": old}, {"a": new})

    assert _found(matched) == [("v0", Layer.STATEMENT), ("v1", Layer.STATEMENT)]
    assert matched.outcomes[1].explanation == (
        "moved from a:11 to a:14: same statement in the same file"
    )


def test_a_statement_is_followed_to_another_file_where_no_other_has_it() -> None:
    old = {"a": [*TOP, "eval(a, b)"], "b": [*END, WEAK]}
    new = {"a": [*TOP, WEAK], "b": [*END, WEAK, "eval(", "a, b)"]}

    matched = _compare(old, new)

    assert _found(matched) == [
        (None, None),
        ("v1", Layer.EXACT),
        ("v0", Layer.STATEMENT),
    ]
    assert matched.outcomes[2].explanation == (
        "moved from a:10 to b:11: same statement which no other has"
    )


def test_an_edited_line_is_known_by_the_lines_around_it() -> None:
    matched = _compare({"a": [*TOP, WEAK, *END]}, {"a": ["new", *TOP, "eval(y)", *END]})

    assert _found(matched) == [("v0", Layer.PLACE)]
    assert matched.outcomes[0].explanation == (
        "moved from a:10 to a:11: the place between the same two lines in the same file"
    )


def test_other_code_between_the_same_lines_is_another_weakness() -> None:
    other = [f"other {at}" for at in range(11)]

    matched = _compare({"a": [*TOP, WEAK, *END]}, {"a": [*TOP, *other, "eval(y)", *other, *END]})

    assert told(matched.outcomes) == [(CREATED, None)]


def test_the_last_line_of_a_function_is_known_though_another_function_follows() -> None:
    one, two = [*TOP, WEAK, ""], [*END, "eval(z)", ""]

    matched = _compare({"a": [*one, *two]}, {"a": [*two, *TOP, "eval(y)"]})

    assert _found(matched) == [("v1", Layer.LINE), ("v0", Layer.PLACE)]
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


def test_results_of_two_tools_are_each_followed_by_their_own_sketches() -> None:
    files = {"a": [*TOP, WEAK]}
    before = _report(files)

    matched = match(_report({"a": ["new", *TOP, WEAK]}), known_from(before), {"other": {}})

    assert [each.kind for each in matched.outcomes] == [MOVED]
    assert matched.outcomes[0].layer is Layer.STATEMENT


def test_statements_of_blocks_that_moved_are_followed_though_every_line_was_edited() -> None:
    def quoted(mark: str, *names: str) -> list[str]:
        return [f"eval({mark}{name}{at}{mark})" for name in names for at in range(3)]

    matched = _compare({"a": quoted("'", "x", "y", "z")}, {"a": quoted('"', "z", "x", "y")})

    assert [each.vulnerability for each in matched.outcomes] == [
        f"v{at}" for at in (6, 7, 8, 0, 1, 2, 3, 4, 5)
    ]
    assert {each.layer for each in matched.outcomes} == {Layer.STATEMENT}


def test_many_results_in_one_order_are_the_same_however_much_was_edited() -> None:
    old = [f"eval(x{at}, y{at})" for at in range(6)]
    new = [line for at in range(6) for line in (f"eval(z{at},", f"y{at})")]

    matched = _compare({"a": [*TOP, *old, *END]}, {"a": [*TOP, *new, *END]})

    assert _found(matched) == [(f"v{at}", Layer.PLACE) for at in range(6)]


def test_words_are_not_the_same_code_where_sketches_tell() -> None:
    """Without sketches and code, one result that remains is taken for the one there was."""
    old = {"a": [WEAK, *TOP, *END]}
    new = {"a": [*TOP, *END, "other", "eval(y)"]}

    assert told(_compare(old, new).outcomes) == [(CREATED, None)]


@pytest.mark.parametrize(("statement", "kind"), [("eval(x)", REOPENED), ("eval(y)", CREATED)])
def test_what_was_closed_comes_back_by_its_statement(statement: str, kind: OutcomeKind) -> None:
    before = _report({"a": [*TOP, WEAK, *END]})
    closed = known_from(before, KnownState.CLOSED)

    matched = match(_report({"a": ["new", *TOP, statement, *END]}), closed, {})

    assert [each.kind for each in matched.outcomes] == [kind]


def test_what_was_closed_is_not_another_line_that_is_where_it_was() -> None:
    closed = known_from(_report({"a": [*TOP, WEAK]}), KnownState.CLOSED)

    matched = match(_report({"a": [*END, "eval(y)"]}), closed, {})

    assert told(matched.outcomes) == [(CREATED, None)]


def test_what_the_build_tells_first_is_kept_though_nothing_changed() -> None:
    files = {"a": [*TOP, WEAK]}
    bare = replace(_report(files), sketches=())
    known = tuple(replace(each, line=None, statement=None) for each in known_from(bare))

    (outcome,) = match(_report(files), known).outcomes

    assert (outcome.kind, outcome.differs) == (UNCHANGED, True)


def test_what_the_build_does_not_tell_any_more_is_no_difference() -> None:
    report = _report({"a": [*TOP, WEAK]})
    bare = replace(report.results[0], line=None, statement=None)

    (outcome,) = match(report_of(bare), known_from(report)).outcomes

    assert (outcome.kind, outcome.differs) == (UNCHANGED, False)


def test_an_edited_line_in_its_place_is_told_so() -> None:
    matched = _compare({"a": [*TOP, WEAK, *END]}, {"a": [*TOP, "eval(y)", *END]})

    assert told(matched.outcomes) == [(MATCHED, "v0")]
    assert matched.outcomes[0].explanation == (
        "same place, a:10: the line and the statement changed"
    )


def test_results_without_a_sketch_are_matched_by_the_report_beside_those_with_one() -> None:
    told_file, other = {"a": [*TOP, WEAK]}, seen(3, "code", path="binary")
    before = _report(told_file)
    both = replace(before, results=(*before.results, replace(other, result_index=1)))
    moved = replace(both, results=(before.results[0], replace(other, region=Region(start_line=9))))

    matched = match(moved, known_from(both), kept(before))

    assert _found(matched) == [("v0", Layer.EXACT), ("v1", Layer.SEQUENCE)]


def test_a_trusted_fingerprint_follows_what_sketches_leave_open() -> None:
    def printed(report: Report) -> Report:
        return replace(
            report,
            results=tuple(replace(each, fingerprint="id=0123456789") for each in report.results),
        )

    before = printed(_report({"a": [*TOP, WEAK, *END]}))
    after = printed(_report({"a": [*TOP, *END, "x", "eval(other)"]}))

    assert _found(match(after, known_from(before), kept(before))) == [("v0", Layer.FINGERPRINT)]
