"""Matching, layer by layer: what is the same weakness, and how it is told."""

from dataclasses import replace
from pathlib import Path

import pytest

from imports.matching import Layer, OutcomeKind, match
from reports.made import a_log, a_real_log, a_report, known_from
from reports.seen import matched_with, report_of, seen, told

CREATED, UNCHANGED, MOVED = OutcomeKind.CREATED, OutcomeKind.UNCHANGED, OutcomeKind.MOVED
MATCHED, REOPENED, DUPLICATE = OutcomeKind.MATCHED, OutcomeKind.REOPENED, OutcomeKind.DUPLICATE
SUPPRESSED, IGNORED = OutcomeKind.SUPPRESSED, OutcomeKind.IGNORED


def test_a_first_report_creates_each_place() -> None:
    matched = matched_with([], [seen(1, "a"), seen(2, "b")])

    assert told(matched.outcomes) == [(CREATED, None), (CREATED, None)]
    assert matched.outcomes[0].explanation == (
        "new: nothing known of this rule is this one: app/db.py:1"
    )


def test_the_same_report_changes_nothing() -> None:
    results = [seen(1, "a"), seen(2, "b"), seen(2, "b", column=9), seen(None)]

    matched = matched_with(results, results)

    assert told(matched.outcomes) == [(UNCHANGED, f"v{at}") for at in range(4)]
    assert {each.layer for each in matched.outcomes} == {Layer.EXACT}
    assert not any(each.differs for each in matched.outcomes)
    assert matched.closing == ()


def test_two_columns_of_one_line_are_two_and_a_third_time_is_a_duplicate() -> None:
    matched = matched_with([], [seen(1, column=1), seen(1, column=9), seen(1, column=1)])

    assert told(matched.outcomes) == [(CREATED, None), (CREATED, None), (DUPLICATE, None)]
    assert matched.outcomes[2].duplicate_of == (0, 0)
    assert matched.outcomes[2].explanation == (
        "the same rule and place as result 0 of run 0: app/db.py:1"
    )


def test_a_duplicate_names_what_it_repeats_once_that_is_known() -> None:
    matched = matched_with([seen(1, "a")], [seen(1, "a"), seen(1, "a")])

    assert told(matched.outcomes) == [(UNCHANGED, "v0"), (DUPLICATE, "v0")]


def test_without_a_region_messages_tell_places_apart() -> None:
    one, other = seen(None, message="one"), seen(None, message="other")

    assert told(matched_with([], [one, other, one]).outcomes) == [
        (CREATED, None),
        (CREATED, None),
        (DUPLICATE, None),
    ]


def test_lines_inserted_above_move_each() -> None:
    old = [seen(10, "a"), seen(20, "b"), seen(30, "a")]
    new = [seen(20, "a"), seen(30, "b"), seen(40, "a")]

    matched = matched_with(old, new)

    assert told(matched.outcomes) == [(MOVED, "v0"), (MOVED, "v1"), (MOVED, "v2")]
    assert matched.outcomes[0].explanation == (
        "moved from app/db.py:10 to app/db.py:20: same content in the same file"
    )


@pytest.mark.parametrize("code", ["a", ""])
def test_like_ones_that_moved_to_each_others_lines_are_kept_apart(code: str) -> None:
    old = [seen(10, code), seen(20, code)]
    new = [seen(20, code), seen(30, code)]

    assert told(matched_with(old, new).outcomes) == [(MOVED, "v0"), (MOVED, "v1")]


def test_like_ones_before_and_after_an_insertion_stay_themselves() -> None:
    old = [seen(line) for line in (10, 20, 30, 40)]
    new = [seen(line) for line in (10, 20, 27, 36, 46)]

    assert told(matched_with(old, new).outcomes) == [
        (UNCHANGED, "v0"),
        (UNCHANGED, "v1"),
        (CREATED, None),
        (MOVED, "v2"),
        (MOVED, "v3"),
    ]


def test_lines_around_tell_which_of_several_alike_is_gone() -> None:
    old = [seen(5, "top"), seen(10, "a"), seen(20, "a"), seen(25, "end")]
    new = [seen(5 + 7, "top"), seen(20 + 7, "a"), seen(25 + 7, "end")]

    matched = matched_with(old, new)

    assert told(matched.outcomes) == [(MOVED, "v0"), (MOVED, "v2"), (MOVED, "v3")]
    assert [each.vulnerability for each in matched.closing] == ["v1"]


def test_a_tie_is_paired_in_order_and_says_so() -> None:
    matched = matched_with([seen(10, "a"), seen(30, "a")], [seen(17, "a")])

    assert told(matched.outcomes) == [(MOVED, "v0")]
    assert "one of several alike that were paired in order" in matched.outcomes[0].explanation


def test_a_reworded_message_is_the_same_place() -> None:
    old, new = [seen(10, "a"), seen(10)], [seen(10, "a", message="New words")]

    matched = matched_with(old[:1], new)

    assert told(matched.outcomes) == [(MATCHED, "v0")]
    assert matched.outcomes[0].explanation == "same place, app/db.py:10: the message changed"
    assert matched.outcomes[0].differs


def test_numbers_in_a_message_are_no_new_words() -> None:
    old, new = seen(10, "a", message="seen on line 10"), seen(10, "a", message="seen on line 12")

    assert told(matched_with([old], [new]).outcomes) == [(UNCHANGED, "v0")]


def test_all_reworded_without_code_is_aligned_in_order() -> None:
    old = [seen(line, message="old words") for line in (10, 20, 30)]
    new = [seen(line, message="new words") for line in (15, 25, 35)]

    assert told(matched_with(old, new).outcomes) == [(MOVED, "v0"), (MOVED, "v1"), (MOVED, "v2")]


def test_edited_code_is_known_by_its_line() -> None:
    matched = matched_with(
        [seen(10, "top"), seen(20, "eval(a)")], [seen(13, "top"), seen(23, "eval(b)")]
    )

    assert told(matched.outcomes) == [(MOVED, "v0"), (MOVED, "v1")]
    assert matched.outcomes[1].layer is Layer.PLACE
    assert matched.outcomes[1].explanation == (
        "moved from app/db.py:20 to app/db.py:23:"
        " the place that the lines around it lead to in the same file"
    )


def test_edited_code_moves_as_the_nearest_lines_above_it_did() -> None:
    old = [seen(10, "top"), seen(50, "mid"), seen(60, "eval(a)")]
    new = [seen(10, "top"), seen(80, "mid"), seen(90, "eval(b)")]

    assert told(matched_with(old, new).outcomes) == [
        (UNCHANGED, "v0"),
        (MOVED, "v1"),
        (MOVED, "v2"),
    ]


def test_other_code_far_away_is_another_weakness() -> None:
    matched = matched_with([seen(10, "eval(a)")], [seen(90, "eval(b)")])

    assert told(matched.outcomes) == [(CREATED, None)]
    assert matched.closing[0].explanation == "tool 1.0 reports it no more: app/db.py:10"


def test_other_words_of_a_rule_are_another_weakness_without_code() -> None:
    old = [seen(1, message="`os` unused"), seen(9, message="`re` unused")]
    new = [seen(1, message="`os` unused"), seen(2, message="`json` unused")]

    assert told(matched_with(old, new).outcomes) == [(UNCHANGED, "v0"), (CREATED, None)]


@pytest.mark.parametrize("code", ["call{}", ""])
def test_a_renamed_file_is_known_by_what_it_holds(code: str) -> None:
    old = [seen(line, code.format(line), message=f"about {'x' * line}") for line in (1, 2, 3)]
    new = [replace(each, path="lib/base.py") for each in old]

    matched = matched_with(old, new)

    assert told(matched.outcomes) == [(MOVED, "v0"), (MOVED, "v1"), (MOVED, "v2")]
    assert matched.outcomes[0].layer is Layer.RENAMED_FILE
    assert matched.outcomes[0].explanation.startswith("moved from app/db.py:1 to lib/base.py:1:")
    assert matched.outcomes[0].explanation.endswith("in the renamed file")


def test_a_renamed_folder_keeps_each_file_though_all_look_alike() -> None:
    files = [f"{folder}/{name}.py" for folder in ("a", "b", "c") for name in ("x", "__init__")]
    old = [seen(1, "import os", path=f"src/{path}") for path in files * 1]
    new = [replace(each, path=each.path.replace("src/", "lib/core/")) for each in old]

    assert told(matched_with(old, new[::-1]).outcomes) == [
        (MOVED, f"v{at}") for at in reversed(range(6))
    ]


def test_a_path_can_become_another_file() -> None:
    old = [seen(line, f"a{line}", path="a/views.py") for line in (1, 2, 3)]
    old += [seen(line, f"b{line}", path="b/views.py") for line in (1, 2, 3)]
    new = [replace(each, path="a/views.py") for each in old[3:]]

    matched = matched_with(old, new)

    assert told(matched.outcomes) == [(MOVED, "v3"), (MOVED, "v4"), (MOVED, "v5")]
    assert [each.vulnerability for each in matched.closing] == ["v0", "v1", "v2"]


def test_unique_code_is_followed_to_another_file() -> None:
    old = [seen(1, "stays"), seen(10, "goes")]
    new = [seen(1, "stays"), seen(70, "goes", path="app/other.py")]

    matched = matched_with(old, new)

    assert told(matched.outcomes) == [(UNCHANGED, "v0"), (MOVED, "v1")]
    assert matched.outcomes[1].explanation == (
        "moved from app/db.py:10 to app/other.py:70: the only one left with this content"
    )


def test_code_that_two_files_now_hold_is_not_followed() -> None:
    new = [seen(1, "goes", path=f"app/{name}.py") for name in ("one", "two")]

    assert told(matched_with([seen(10, "goes")], new).outcomes) == [
        (CREATED, None),
        (CREATED, None),
    ]


def test_a_renamed_rule_or_tool_is_the_same() -> None:
    old = [seen(1, "a", tool="semgrep", rule="rules.python.eval")]
    new = [seen(1, "a", tool="Semgrep OSS", rule="ci.rules.eval")]

    matched = match(report_of(*new, tool="Semgrep OSS"), known_from(report_of(*old)))

    assert told(matched.outcomes) == [(MATCHED, "v0")]
    assert matched.outcomes[0].explanation == "same place, app/db.py:1: the rule changed"


def test_another_tool_sees_another_weakness() -> None:
    matched = match(
        report_of(seen(1, "a", tool="other"), tool="other"), known_from(report_of(seen(1, "a")))
    )

    assert told(matched.outcomes) == [(CREATED, None)]
    assert matched.closing == ()


@pytest.mark.parametrize(
    ("tool", "moved", "closed"),
    [("bandit", 16, 1), ("ruff", 14, 1), ("semgrep", 4, 0), ("eslint", 5, 0)],
)
def test_a_real_edit_is_followed_in_each_tool(
    tmp_path: Path, tool: str, moved: int, closed: int
) -> None:
    before = a_report(tmp_path, a_real_log(tool))
    after = a_report(tmp_path, a_real_log(f"{tool}-edited"))

    matched = match(after, known_from(before))

    assert [each.kind for each in matched.outcomes] == [MOVED] * moved
    assert len(matched.closing) == closed
    assert len({each.vulnerability for each in matched.outcomes}) == moved
    followed = {each.vulnerability: after.results[at] for at, each in enumerate(matched.outcomes)}
    for at, result in enumerate(before.results):
        now = followed.get(f"v{at}", result)
        assert (now.rule, now.message_hash) == (result.rule, result.message_hash)


def test_an_empty_log_says_nothing(tmp_path: Path) -> None:
    matched = match(a_report(tmp_path, a_log()), known_from(report_of(seen(1))))

    assert (matched.outcomes, matched.closing, matched.verdicts) == ((), (), ())


def test_50_000_results_move_and_stay_themselves() -> None:
    old = [seen(at // 250 * 3 + 1, path=f"m{at % 250}.py", column=1) for at in range(50_000)]
    new = [seen(at // 250 * 3 + 4, path=f"m{at % 250}.py", column=1) for at in range(50_000)]

    matched = matched_with(old, new)

    assert told(matched.outcomes) == [(MOVED, f"v{at}") for at in range(50_000)]
