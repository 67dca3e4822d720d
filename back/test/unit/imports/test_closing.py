"""What closes: only what a tool that looked, and is believed, reports no more."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.matching import Known, KnownState, match, must_hold
from imports.reports import Report, ReportResult, ReportRun

_FAILED = "nothing is closed: a run of bandit failed"
_EMPTY = "nothing is closed: bandit reported no results"


def _known(count: int, tool: str = "bandit") -> tuple[Known, ...]:
    return tuple(
        Known(
            id=f"{tool}{at}",
            state=KnownState.OPEN,
            tool=tool,
            rule="R1",
            path=f"f{at}.py",
            region=None,
            content=f"c{at}",
            message_hash="m",
        )
        for at in range(count)
    )


def _run(results: int, **members: Any) -> ReportRun:
    told: dict[str, Any] = {"tool": "bandit", "version": "1.2", "successful": True}
    return ReportRun(**(told | {"results": results} | members))


def _report(known: tuple[Known, ...], *runs: ReportRun) -> Report:
    """Return a report that sees ``known`` again."""
    results = tuple(
        ReportResult(
            run_index=0,
            result_index=at,
            tool=each.tool,
            rule=each.rule,
            path=each.path,
            region=each.region,
            content=each.content,
            message_hash=each.message_hash,
        )
        for at, each in enumerate(known)
    )
    return Report(runs=runs, rules=(), results=results)


def test_what_is_reported_no_more_closes() -> None:
    known = _known(4)

    matched = match(_report(known[:3], _run(3)), known)

    (closing,) = matched.closing
    assert (closing.vulnerability, closing.tool) == ("bandit3", "bandit")
    assert closing.explanation == "bandit 1.2 reports it no more: f3.py"
    (verdict,) = matched.verdicts
    assert (verdict.open, verdict.closing, verdict.kept, verdict.held) == (4, 1, "", "")


def test_what_is_closed_or_removed_does_not_close_again() -> None:
    open_, gone, closed, removed = _known(4)
    known = (
        open_,
        gone,
        replace(closed, state=KnownState.CLOSED),
        replace(removed, state=KnownState.REMOVED),
    )

    matched = match(_report((open_,), _run(1)), known)

    assert [each.vulnerability for each in matched.closing] == ["bandit1"]
    assert (matched.verdicts[0].open, matched.verdicts[0].closing) == (2, 1)


def test_what_another_tool_saw_stays_open() -> None:
    known = _known(2) + _known(3, tool="ruff")

    matched = match(_report(known[:1], _run(1)), known)

    assert [each.vulnerability for each in matched.closing] == ["bandit1"]


@pytest.mark.parametrize(
    ("runs", "kept"),
    [
        ([_run(0)], _EMPTY),
        ([_run(0, successful=None), _run(0)], _EMPTY),
        ([_run(3, successful=False)], _FAILED),
        ([_run(3), _run(0, successful=False)], _FAILED),
        ([_run(3), _run(0)], ""),
        ([_run(3, successful=None)], ""),
    ],
)
def test_a_run_that_failed_or_is_empty_closes_nothing_and_says_why(
    runs: list[ReportRun], kept: str
) -> None:
    known = _known(4)
    seen = known[: sum(run.results for run in runs)]

    matched = match(_report(seen, *runs), known)

    assert matched.verdicts[0].kept == kept
    assert len(matched.closing) == (0 if kept else 1)
    assert matched.verdicts[0].closing == len(matched.closing)


def test_a_failed_run_of_one_tool_lets_another_close() -> None:
    known = _known(2) + _known(2, tool="ruff")
    runs = _run(1, successful=False), _run(1, tool="ruff")

    matched = match(_report((known[0], known[2]), *runs), known)

    assert [each.vulnerability for each in matched.closing] == ["ruff1"]


@pytest.mark.parametrize(
    ("open_", "stay", "held"),
    [
        (19, 1, ""),
        (20, 10, ""),
        (20, 9, "the report would close 11 of 20 open vulnerabilities of bandit"),
    ],
)
def test_closing_more_than_half_of_at_least_20_is_held(open_: int, stay: int, held: str) -> None:
    known = _known(open_)

    matched = match(_report(known[:stay], _run(stay)), known)

    assert matched.verdicts[0].held == held
    assert len(matched.closing) == open_ - stay


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_hold_needs_both_bounds(open_: int, closing: int) -> None:
    assert must_hold(closing, open_) is (open_ >= 20 and closing > open_ / 2)
