"""Matching, layer by layer: what is the same weakness, and how it is told."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db_model.vulnerabilities.types import Region
from imports.formats.texts import content_hash, message_hash
from imports.matching import Known, KnownState, Layer, Matched, Outcome, OutcomeKind, match
from imports.matching.names import rule_key, tool_key
from imports.reports import Report, ReportResult, ReportRun, Standing
from reports.made import a_known, a_log, a_real_log, a_report, known_from

CREATED, UNCHANGED, MOVED = OutcomeKind.CREATED, OutcomeKind.UNCHANGED, OutcomeKind.MOVED
MATCHED, REOPENED, DUPLICATE = OutcomeKind.MATCHED, OutcomeKind.REOPENED, OutcomeKind.DUPLICATE
SUPPRESSED, IGNORED = OutcomeKind.SUPPRESSED, OutcomeKind.IGNORED


def _seen(line: int | None, code: str = "", **others: Any) -> ReportResult:
    """Return a result of the rule R1 in app/db.py, unless ``others`` say otherwise."""
    column = others.pop("column", None)
    message = others.pop("message", "Something is wrong")
    members = {"tool": "tool", "rule": "R1", "path": "app/db.py"} | others
    return ReportResult(
        run_index=0,
        result_index=0,
        region=None if line is None else Region(start_line=line, start_column=column),
        content=content_hash(code),
        message_hash=message_hash(message),
        **members,
    )


def _report(*results: ReportResult, **run: Any) -> Report:
    numbered = tuple(replace(each, result_index=at) for at, each in enumerate(results))
    told = {"tool": "tool", "version": "1.0", "successful": None, "results": len(results)} | run
    return Report(runs=(ReportRun(**told),), rules=(), results=numbered)


def _matched(old: Sequence[ReportResult], new: Sequence[ReportResult]) -> Matched:
    return match(_report(*new), known_from(_report(*old)))


def _told(outcomes: Sequence[Outcome]) -> list[tuple[OutcomeKind, str | None]]:
    return [(each.kind, each.vulnerability) for each in outcomes]


def test_a_first_report_creates_each_place() -> None:
    matched = _matched([], [_seen(1, "a"), _seen(2, "b")])

    assert _told(matched.outcomes) == [(CREATED, None), (CREATED, None)]
    assert matched.outcomes[0].explanation == (
        "new: nothing known of this rule is this one: app/db.py:1"
    )


def test_the_same_report_changes_nothing() -> None:
    seen = [_seen(1, "a"), _seen(2, "b"), _seen(2, "b", column=9), _seen(None)]

    matched = _matched(seen, seen)

    assert _told(matched.outcomes) == [(UNCHANGED, f"v{at}") for at in range(4)]
    assert {each.layer for each in matched.outcomes} == {Layer.EXACT}
    assert not any(each.differs for each in matched.outcomes)
    assert matched.closing == ()


def test_two_columns_of_one_line_are_two_and_a_third_time_is_a_duplicate() -> None:
    matched = _matched([], [_seen(1, column=1), _seen(1, column=9), _seen(1, column=1)])

    assert _told(matched.outcomes) == [(CREATED, None), (CREATED, None), (DUPLICATE, None)]
    assert matched.outcomes[2].duplicate_of == (0, 0)
    assert matched.outcomes[2].explanation == (
        "the same rule and place as result 0 of run 0: app/db.py:1"
    )


def test_a_duplicate_names_what_it_repeats_once_that_is_known() -> None:
    matched = _matched([_seen(1, "a")], [_seen(1, "a"), _seen(1, "a")])

    assert _told(matched.outcomes) == [(UNCHANGED, "v0"), (DUPLICATE, "v0")]


def test_without_a_region_messages_tell_places_apart() -> None:
    one, other = _seen(None, message="one"), _seen(None, message="other")

    assert _told(_matched([], [one, other, one]).outcomes) == [
        (CREATED, None),
        (CREATED, None),
        (DUPLICATE, None),
    ]


def test_lines_inserted_above_move_each() -> None:
    old = [_seen(10, "a"), _seen(20, "b"), _seen(30, "a")]
    new = [_seen(20, "a"), _seen(30, "b"), _seen(40, "a")]

    matched = _matched(old, new)

    assert _told(matched.outcomes) == [(MOVED, "v0"), (MOVED, "v1"), (MOVED, "v2")]
    assert matched.outcomes[0].explanation == (
        "moved from app/db.py:10 to app/db.py:20: same content in the same file"
    )


@pytest.mark.parametrize("code", ["a", ""])
def test_like_ones_that_moved_to_each_others_lines_are_kept_apart(code: str) -> None:
    old = [_seen(10, code), _seen(20, code)]
    new = [_seen(20, code), _seen(30, code)]

    assert _told(_matched(old, new).outcomes) == [(MOVED, "v0"), (MOVED, "v1")]


def test_like_ones_before_and_after_an_insertion_stay_themselves() -> None:
    old = [_seen(line) for line in (10, 20, 30, 40)]
    new = [_seen(line) for line in (10, 20, 27, 36, 46)]

    assert _told(_matched(old, new).outcomes) == [
        (UNCHANGED, "v0"),
        (UNCHANGED, "v1"),
        (CREATED, None),
        (MOVED, "v2"),
        (MOVED, "v3"),
    ]


def test_lines_around_tell_which_of_several_alike_is_gone() -> None:
    old = [_seen(5, "top"), _seen(10, "a"), _seen(20, "a"), _seen(25, "end")]
    new = [_seen(5 + 7, "top"), _seen(20 + 7, "a"), _seen(25 + 7, "end")]

    matched = _matched(old, new)

    assert _told(matched.outcomes) == [(MOVED, "v0"), (MOVED, "v2"), (MOVED, "v3")]
    assert [each.vulnerability for each in matched.closing] == ["v1"]


def test_a_tie_is_paired_in_order_and_says_so() -> None:
    matched = _matched([_seen(10, "a"), _seen(30, "a")], [_seen(17, "a")])

    assert _told(matched.outcomes) == [(MOVED, "v0")]
    assert "one of several alike that were paired in order" in matched.outcomes[0].explanation


def test_a_reworded_message_is_the_same_place() -> None:
    old, new = [_seen(10, "a"), _seen(10)], [_seen(10, "a", message="New words")]

    matched = _matched(old[:1], new)

    assert _told(matched.outcomes) == [(MATCHED, "v0")]
    assert matched.outcomes[0].explanation == "same place, app/db.py:10: the message changed"
    assert matched.outcomes[0].differs


def test_numbers_in_a_message_are_no_new_words() -> None:
    old, new = _seen(10, "a", message="seen on line 10"), _seen(10, "a", message="seen on line 12")

    assert _told(_matched([old], [new]).outcomes) == [(UNCHANGED, "v0")]


def test_all_reworded_without_code_is_aligned_in_order() -> None:
    old = [_seen(line, message="old words") for line in (10, 20, 30)]
    new = [_seen(line, message="new words") for line in (15, 25, 35)]

    assert _told(_matched(old, new).outcomes) == [(MOVED, "v0"), (MOVED, "v1"), (MOVED, "v2")]


def test_edited_code_is_known_by_its_line() -> None:
    matched = _matched(
        [_seen(10, "top"), _seen(20, "eval(a)")], [_seen(13, "top"), _seen(23, "eval(b)")]
    )

    assert _told(matched.outcomes) == [(MOVED, "v0"), (MOVED, "v1")]
    assert matched.outcomes[1].layer is Layer.PLACE
    assert matched.outcomes[1].explanation == (
        "moved from app/db.py:20 to app/db.py:23:"
        " the place that the lines around it lead to in the same file"
    )


def test_other_code_far_away_is_another_weakness() -> None:
    matched = _matched([_seen(10, "eval(a)")], [_seen(90, "eval(b)")])

    assert _told(matched.outcomes) == [(CREATED, None)]
    assert matched.closing[0].explanation == "tool 1.0 reports it no more: app/db.py:10"


def test_other_words_of_a_rule_are_another_weakness_without_code() -> None:
    old = [_seen(1, message="`os` unused"), _seen(9, message="`re` unused")]
    new = [_seen(1, message="`os` unused"), _seen(2, message="`json` unused")]

    assert _told(_matched(old, new).outcomes) == [(UNCHANGED, "v0"), (CREATED, None)]


@pytest.mark.parametrize("code", ["call{}", ""])
def test_a_renamed_file_is_known_by_what_it_holds(code: str) -> None:
    old = [_seen(line, code.format(line), message=f"about {'x' * line}") for line in (1, 2, 3)]
    new = [replace(each, path="lib/base.py") for each in old]

    matched = _matched(old, new)

    assert _told(matched.outcomes) == [(MOVED, "v0"), (MOVED, "v1"), (MOVED, "v2")]
    assert matched.outcomes[0].layer is Layer.RENAMED_FILE
    assert matched.outcomes[0].explanation.startswith("moved from app/db.py:1 to lib/base.py:1:")
    assert matched.outcomes[0].explanation.endswith("in the renamed file")


def test_a_renamed_folder_keeps_each_file_though_all_look_alike() -> None:
    files = [f"{folder}/{name}.py" for folder in ("a", "b", "c") for name in ("x", "__init__")]
    old = [_seen(1, "import os", path=f"src/{path}") for path in files * 1]
    new = [replace(each, path=each.path.replace("src/", "lib/core/")) for each in old]

    assert _told(_matched(old, new[::-1]).outcomes) == [
        (MOVED, f"v{at}") for at in reversed(range(6))
    ]


def test_a_path_can_become_another_file() -> None:
    old = [_seen(line, f"a{line}", path="a/views.py") for line in (1, 2, 3)]
    old += [_seen(line, f"b{line}", path="b/views.py") for line in (1, 2, 3)]
    new = [replace(each, path="a/views.py") for each in old[3:]]

    matched = _matched(old, new)

    assert _told(matched.outcomes) == [(MOVED, "v3"), (MOVED, "v4"), (MOVED, "v5")]
    assert [each.vulnerability for each in matched.closing] == ["v0", "v1", "v2"]


def test_unique_code_is_followed_to_another_file() -> None:
    old = [_seen(1, "stays"), _seen(10, "goes")]
    new = [_seen(1, "stays"), _seen(70, "goes", path="app/other.py")]

    matched = _matched(old, new)

    assert _told(matched.outcomes) == [(UNCHANGED, "v0"), (MOVED, "v1")]
    assert matched.outcomes[1].explanation == (
        "moved from app/db.py:10 to app/other.py:70: the only one left with this content"
    )


def test_code_that_two_files_now_hold_is_not_followed() -> None:
    new = [_seen(1, "goes", path=f"app/{name}.py") for name in ("one", "two")]

    assert _told(_matched([_seen(10, "goes")], new).outcomes) == [(CREATED, None), (CREATED, None)]


def test_a_trusted_fingerprint_is_followed_anywhere() -> None:
    old = [_seen(at, f"a{at}", fingerprint=f"id/v1=0123456789ab{at}") for at in (1, 2)]
    new = [
        _seen(at + 50, f"b{at}", path="z.py", fingerprint=f"id/v1=0123456789ab{at}")
        for at in (2, 1)
    ]

    matched = _matched(old, new)

    assert _told(matched.outcomes) == [(MOVED, "v1"), (MOVED, "v0")]
    assert {each.layer for each in matched.outcomes} == {Layer.FINGERPRINT}


@pytest.mark.parametrize(
    "fingerprints",
    [
        ("id=requires login", "id=requires login"),
        ("id=0123456789abc", "id=0123456789abc"),
        ("id=1", "id=2"),
        ("id=0123456789abc", None),
    ],
)
def test_a_fingerprint_that_is_no_identity_pairs_nothing(
    fingerprints: tuple[str, str | None],
) -> None:
    old = [_seen(at, f"a{at}", fingerprint=each) for at, each in enumerate(fingerprints, 1)]
    new = [
        _seen(at, f"b{at}", path="z.py", fingerprint=each)
        for at, each in enumerate(fingerprints, 1)
    ]

    assert _told(_matched(old, new).outcomes) == [(CREATED, None), (CREATED, None)]


def test_a_renamed_rule_or_tool_is_the_same() -> None:
    old = [_seen(1, "a", tool="semgrep", rule="rules.python.eval")]
    new = [_seen(1, "a", tool="Semgrep OSS", rule="ci.rules.eval")]

    matched = match(_report(*new, tool="Semgrep OSS"), known_from(_report(*old)))

    assert _told(matched.outcomes) == [(MATCHED, "v0")]
    assert matched.outcomes[0].explanation == "same place, app/db.py:1: the rule changed"


def test_another_tool_sees_another_weakness() -> None:
    matched = match(
        _report(_seen(1, "a", tool="other"), tool="other"), known_from(_report(_seen(1, "a")))
    )

    assert _told(matched.outcomes) == [(CREATED, None)]
    assert matched.closing == ()


def _known(result: ReportResult, state: KnownState) -> tuple[Known, ...]:
    return (a_known(result, "v", state),)


@pytest.mark.parametrize(
    ("result", "why"),
    [
        (_seen(5, "a"), "reopened at app/db.py:5: same rule, place and content"),
        (_seen(9, "a"), "reopened at app/db.py:9: same content in the same file"),
    ],
)
def test_what_was_closed_comes_back_as_itself(result: ReportResult, why: str) -> None:
    matched = match(_report(result), _known(_seen(5, "a"), KnownState.CLOSED))

    assert _told(matched.outcomes) == [(REOPENED, "v")]
    assert matched.outcomes[0].explanation == why


def test_what_is_open_claims_a_place_before_what_was_closed() -> None:
    known = (a_known(_seen(5, "a"), "c", KnownState.CLOSED), a_known(_seen(7, "a"), "o"))

    matched = match(_report(_seen(9, "a")), known)

    assert _told(matched.outcomes) == [(MOVED, "o")]


@pytest.mark.parametrize(("line", "differs"), [(5, False), (9, True)])
def test_what_a_person_removed_stays_removed(line: int, *, differs: bool) -> None:
    matched = match(_report(_seen(line, "a")), _known(_seen(5, "a"), KnownState.REMOVED))

    (outcome,) = matched.outcomes
    assert _told([outcome]) == [(UNCHANGED, "v")]
    assert outcome.explanation == (
        f"unchanged: a person removed it, and it stays removed: app/db.py:{line}"
    )
    assert outcome.differs is differs


def test_what_a_person_removed_is_never_closed() -> None:
    matched = match(_report(_seen(50, "b")), _known(_seen(5, "a"), KnownState.REMOVED))

    assert matched.closing == ()


@pytest.mark.parametrize(
    ("state", "kind", "vulnerability"),
    [
        (KnownState.OPEN, UNCHANGED, "v"),
        (KnownState.CLOSED, SUPPRESSED, "v"),
        (KnownState.REMOVED, UNCHANGED, "v"),
        (None, SUPPRESSED, None),
    ],
)
def test_a_suppressed_result_is_seen_and_creates_and_reopens_nothing(
    state: KnownState | None, kind: OutcomeKind, vulnerability: str | None
) -> None:
    result = _seen(5, "a", standing=Standing.SUPPRESSED)
    known = _known(_seen(5, "a"), state) if state else ()

    matched = match(_report(result), known)

    assert _told(matched.outcomes) == [(kind, vulnerability)]
    assert matched.closing == ()


def test_an_ignored_result_is_not_seen() -> None:
    results = _seen(5, "a", standing=Standing.IGNORED), _seen(5, "a")

    assert _told(_matched([], results).outcomes) == [(IGNORED, None), (CREATED, None)]
    matched = _matched([_seen(5, "a"), _seen(9, "b")], [results[0], _seen(9, "b")])
    assert [each.vulnerability for each in matched.closing] == ["v0"]


def test_names_of_tools_and_rules_have_one_key() -> None:
    assert tool_key(" Bandit ") == "bandit"
    assert rule_key("bandit", "B303") == "B324"
    assert rule_key("bandit", "B608") == "B608"
    assert rule_key("semgrep", "a.b.c") == "c"


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
    matched = match(a_report(tmp_path, a_log()), known_from(_report(_seen(1))))

    assert (matched.outcomes, matched.closing, matched.verdicts) == ((), (), ())


def test_50_000_results_move_and_stay_themselves() -> None:
    old = [_seen(at // 250 * 3 + 1, path=f"m{at % 250}.py", column=1) for at in range(50_000)]
    new = [_seen(at // 250 * 3 + 4, path=f"m{at % 250}.py", column=1) for at in range(50_000)]

    matched = _matched(old, new)

    assert _told(matched.outcomes) == [(MOVED, f"v{at}") for at in range(50_000)]
