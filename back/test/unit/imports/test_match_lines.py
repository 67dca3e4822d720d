"""Matching with sketches: what the build told decides, and a person can read why."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from db_model.vulnerabilities.types import Region
from imports.matching import Layer, OutcomeKind, match
from imports.reports import Report
from reports.made import known_from
from reports.seen import report_of, seen, told
from reports.sketching import kept, prepared
from reports.weak_lines import END, TOP, WEAK, compare, found, report

CREATED, UNCHANGED, MOVED = OutcomeKind.CREATED, OutcomeKind.UNCHANGED, OutcomeKind.MOVED
MATCHED, REOPENED = OutcomeKind.MATCHED, OutcomeKind.REOPENED


@pytest.mark.parametrize("code", [True, False])
def test_one_of_many_alike_is_gone_and_the_others_are_themselves(*, code: bool) -> None:
    one, two = [*TOP, WEAK], [*END, WEAK]

    matched = compare({"a": [*one, *two, "last"]}, {"a": [*two, "last"]}, code=code)

    assert found(matched) == [("v1", Layer.LINE)]
    assert [each.vulnerability for each in matched.closing] == ["v0"]
    assert matched.outcomes[0].explanation == "moved from a:20 to a:10: same line in the same file"


@pytest.mark.parametrize("code", [True, False])
def test_like_functions_that_changed_places_take_theirs_along(*, code: bool) -> None:
    one, two = [*TOP, WEAK], [*END, WEAK]

    matched = compare({"a": [*one, "", *two]}, {"a": [*two, "", *one]}, code=code)

    assert told(matched.outcomes) == [(MOVED, "v1"), (MOVED, "v0")]


def test_nothing_that_is_unchanged_says_anything_new() -> None:
    files = {"a": [*TOP, WEAK]}

    matched = compare(files, files)

    assert found(matched) == [("v0", Layer.EXACT)]
    assert not matched.outcomes[0].differs


def test_a_line_in_a_renamed_file_is_told_so() -> None:
    matched = compare({"app/db.py": [*TOP, WEAK]}, {"app/store/db.py": ["new", *TOP, WEAK]})

    assert matched.outcomes[0].explanation == (
        "moved from app/db.py:10 to app/store/db.py:11: same line in the renamed file"
    )


def test_a_line_of_a_file_that_was_split_is_told_so() -> None:
    matched = compare(
        {"a": [*TOP, *END[:3], WEAK, *END[3:5]], "always": [WEAK]},
        {"a": [*TOP, "eval(y)"], "b": ["new", *END[:3], WEAK, *END[3:5]], "always": [WEAK]},
    )

    assert matched.outcomes[1].explanation == (
        "moved from a:13 to b:5: same line in the file that it went to"
    )


def test_a_line_that_is_still_there_is_not_the_same_code_elsewhere() -> None:
    """The tool sees nothing in the line any more, and the same code was written elsewhere."""
    old, new = {"a": [*TOP, WEAK, *END]}, {"a": [*TOP, WEAK, *END, "more", WEAK]}
    before, after = report(old, code=True), report(new, code=True)
    later = prepared(report_of(after.results[1]), new)

    matched = match(later, known_from(before), kept(before))

    assert told(matched.outcomes) == [(CREATED, None)]
    assert [each.vulnerability for each in matched.closing] == ["v0"]


def test_what_was_there_before_is_not_what_was_deleted() -> None:
    """The tool saw nothing in the second line before, and sees the same there now."""
    old, new = {"a": [*TOP, WEAK, *END, WEAK]}, {"a": [*TOP, *END, WEAK]}
    before = prepared(report_of(seen(10, WEAK, path="a")), old)

    matched = match(report(new, code=True), known_from(before), kept(before))

    assert told(matched.outcomes) == [(CREATED, None)]


def test_a_sketch_of_another_version_decides_nothing() -> None:
    before = report({"a": [*TOP, WEAK]})
    known = tuple(replace(each, line="00000001", statement=None) for each in known_from(before))

    matched = match(report({"a": ["new", *TOP, WEAK]}), known, kept(before))

    assert found(matched) == [("v0", Layer.SEQUENCE)]


def test_several_in_one_line_are_told_apart_by_their_columns() -> None:
    old, new = {"a": [*TOP, "eval(eval(x))"]}, {"a": ["new", *TOP, "  eval(eval(x))"]}
    before = prepared(report_of(*(seen(10, column=at, path="a") for at in (1, 6))), old)
    after = prepared(report_of(*(seen(11, column=at, path="a") for at in (8, 3))), new)

    assert found(match(after, known_from(before), kept(before))) == [
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

    assert found(matched) == [("v0", Layer.LINE)]
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

    assert found(match(after, known_from(before), kept(before))) == [("v0", Layer.LINE)]


def test_results_of_two_tools_are_each_followed_by_their_own_sketches() -> None:
    files = {"a": [*TOP, WEAK]}
    before = report(files)

    matched = match(report({"a": ["new", *TOP, WEAK]}), known_from(before), {"other": {}})

    assert [each.kind for each in matched.outcomes] == [MOVED]
    assert matched.outcomes[0].layer is Layer.STATEMENT


def test_what_the_build_tells_first_is_kept_though_nothing_changed() -> None:
    files = {"a": [*TOP, WEAK]}
    bare = replace(report(files), sketches=())
    known = tuple(replace(each, line=None, statement=None) for each in known_from(bare))

    (outcome,) = match(report(files), known).outcomes

    assert (outcome.kind, outcome.differs) == (UNCHANGED, True)


def test_what_the_build_does_not_tell_any_more_is_no_difference() -> None:
    before = report({"a": [*TOP, WEAK]})
    bare = replace(before.results[0], line=None, statement=None)

    (outcome,) = match(report_of(bare), known_from(before)).outcomes

    assert (outcome.kind, outcome.differs) == (UNCHANGED, False)


def test_results_without_a_sketch_are_matched_by_the_report_beside_those_with_one() -> None:
    told_file, other = {"a": [*TOP, WEAK]}, seen(3, "code", path="binary")
    before = report(told_file)
    both = replace(before, results=(*before.results, replace(other, result_index=1)))
    moved = replace(both, results=(before.results[0], replace(other, region=Region(start_line=9))))

    matched = match(moved, known_from(both), kept(before))

    assert found(matched) == [("v0", Layer.EXACT), ("v1", Layer.SEQUENCE)]


def test_a_trusted_fingerprint_follows_what_sketches_leave_open() -> None:
    def printed(of: Report) -> Report:
        return replace(
            of,
            results=tuple(replace(each, fingerprint="id=0123456789") for each in of.results),
        )

    before = printed(report({"a": [*TOP, WEAK, *END]}))
    after = printed(report({"a": [*TOP, *END, "x", "eval(other)"]}))

    assert found(match(after, known_from(before), kept(before))) == [("v0", Layer.FINGERPRINT)]
