"""Real reports, changed as tools and people change them: still the same weaknesses, one each."""

import json
from collections import Counter
from pathlib import Path

import pytest

from imports.matching import Matched, OutcomeKind, match
from imports.reports import Report
from reports import mutations as change
from reports.made import TOOLS, a_real_log, a_report, known_from, written
from reports.made import read as read_file

UNCHANGED, MOVED, MATCHED = OutcomeKind.UNCHANGED, OutcomeKind.MOVED, OutcomeKind.MATCHED

pytestmark = pytest.mark.parametrize("tool", TOOLS)


def _compare(folder: Path, tool: str, mutation: change.Mutation) -> tuple[Report, Matched]:
    """Match the mutated report with what the report as it was had created."""
    before = a_report(folder, change.relative(a_real_log(tool)))
    after = a_report(folder, mutation(change.relative(a_real_log(tool))))
    return before, match(after, known_from(before))


def _kinds(matched: Matched) -> set[OutcomeKind]:
    return {each.kind for each in matched.outcomes}


def _ids(matched: Matched) -> list[str | None]:
    return [each.vulnerability for each in matched.outcomes]


@pytest.mark.parametrize(
    ("mutation", "kind"),
    [
        (change.absolute, UNCHANGED),
        (change.with_backslashes, UNCHANGED),
        (change.without_fingerprints, UNCHANGED),
        (change.by_rule_index, UNCHANGED),
        (change.with_constant_fingerprints, MATCHED),
        (change.reworded, MATCHED),
        (change.shifted, MOVED),
        (change.renamed, MOVED),
        (lambda log: change.shifted(change.reworded(log)), MOVED),
        (lambda log: change.renamed(change.shifted(log)), MOVED),
        (lambda log: change.shifted(change.without_snippets(log)), MOVED),
    ],
)
def test_each_result_is_still_the_one_it_was(
    tmp_path: Path, tool: str, mutation: change.Mutation, kind: OutcomeKind
) -> None:
    before, matched = _compare(tmp_path, tool, mutation)

    assert _kinds(matched) == {kind}
    assert _ids(matched) == [f"v{at}" for at in range(len(before.results))]
    assert matched.closing == ()


def test_snippets_that_are_gone_change_no_identity(tmp_path: Path, tool: str) -> None:
    before, matched = _compare(tmp_path, tool, change.without_snippets)

    assert _kinds(matched) == {MATCHED if tool in ("bandit", "semgrep") else UNCHANGED}
    assert _ids(matched) == [f"v{at}" for at in range(len(before.results))]


def test_another_order_tells_the_same(tmp_path: Path, tool: str) -> None:
    before, matched = _compare(tmp_path, tool, change.reordered)

    assert _kinds(matched) == {UNCHANGED}
    assert _ids(matched) == [f"v{at}" for at in reversed(range(len(before.results)))]


def test_two_runs_of_one_tool_are_one_report(tmp_path: Path, tool: str) -> None:
    before, matched = _compare(tmp_path, tool, change.in_two_runs)

    assert _kinds(matched) == {UNCHANGED}
    assert sorted(_ids(matched), key=str) == sorted(f"v{at}" for at in range(len(before.results)))
    assert len(matched.verdicts) == 1


def test_each_repetition_is_a_duplicate(tmp_path: Path, tool: str) -> None:
    before, matched = _compare(tmp_path, tool, change.doubled)

    count = len(before.results)
    assert Counter(each.kind for each in matched.outcomes) == {
        UNCHANGED: count,
        OutcomeKind.DUPLICATE: count,
    }
    assert _ids(matched)[:count] == _ids(matched)[count:]


@pytest.mark.parametrize("mutation", [change.failed, change.emptied])
def test_a_failed_or_empty_report_closes_nothing(
    tmp_path: Path, tool: str, mutation: change.Mutation
) -> None:
    before, matched = _compare(tmp_path, tool, mutation)

    assert matched.closing == ()
    assert matched.verdicts[0].kept.startswith("nothing is closed: ")
    assert _kinds(matched) <= {UNCHANGED}
    assert matched.verdicts[0].open == len(before.results)


def test_a_mark_and_another_indent_change_nothing(tmp_path: Path, tool: str) -> None:
    log = a_real_log(tool)
    straight = a_report(tmp_path, log)

    marked, _ = read_file(
        written(tmp_path, b"\xef\xbb\xbf" + json.dumps(log, indent="\t").encode())
    )

    assert marked == straight


def test_what_is_fixed_in_one_file_closes_alone(tmp_path: Path, tool: str) -> None:
    def fixed(log: change.Log) -> change.Log:
        run = log["runs"][0]
        return log | {"runs": [run | {"results": run["results"][1:]}]}

    before, matched = _compare(tmp_path, tool, fixed)

    assert _kinds(matched) == {UNCHANGED}
    assert _ids(matched) == [f"v{at}" for at in range(1, len(before.results))]
    assert [each.vulnerability for each in matched.closing] == ["v0"]


@pytest.mark.parametrize(
    ("mutation", "kind"), [(change.without_columns, MATCHED), (change.without_regions, MOVED)]
)
def test_places_told_less_exactly_are_still_the_same(
    tmp_path: Path, tool: str, mutation: change.Mutation, kind: OutcomeKind
) -> None:
    before, matched = _compare(tmp_path, tool, mutation)

    # What only its columns told from another is the other's duplicate from now on.
    assert _kinds(matched) <= {kind, OutcomeKind.DUPLICATE}
    seen = {each.vulnerability for each in matched.outcomes}
    closed = {each.vulnerability for each in matched.closing}
    assert seen | closed == {f"v{at}" for at in range(len(before.results))}
    assert len(closed) == sum(each.kind is OutcomeKind.DUPLICATE for each in matched.outcomes)
