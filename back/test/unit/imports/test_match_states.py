"""Matching with what is closed or removed, and with what a report does not claim."""

import pytest

from imports.matching import Known, KnownState, OutcomeKind, match
from imports.reports import ReportResult, Standing
from reports.made import a_known
from reports.seen import matched_with, report_of, seen, told

CREATED, UNCHANGED, MOVED = OutcomeKind.CREATED, OutcomeKind.UNCHANGED, OutcomeKind.MOVED
MATCHED, REOPENED, DUPLICATE = OutcomeKind.MATCHED, OutcomeKind.REOPENED, OutcomeKind.DUPLICATE
SUPPRESSED, IGNORED = OutcomeKind.SUPPRESSED, OutcomeKind.IGNORED


def _known(result: ReportResult, state: KnownState) -> tuple[Known, ...]:
    return (a_known(result, "v", state),)


@pytest.mark.parametrize(
    ("result", "why"),
    [
        (seen(5, "a"), "reopened at app/db.py:5: same rule, place and content"),
        (seen(9, "a"), "reopened at app/db.py:9: same content in the same file"),
    ],
)
def test_what_was_closed_comes_back_as_itself(result: ReportResult, why: str) -> None:
    matched = match(report_of(result), _known(seen(5, "a"), KnownState.CLOSED))

    assert told(matched.outcomes) == [(REOPENED, "v")]
    assert matched.outcomes[0].explanation == why


def test_what_is_open_claims_a_place_before_what_was_closed() -> None:
    known = (a_known(seen(5, "a"), "c", KnownState.CLOSED), a_known(seen(7, "a"), "o"))

    matched = match(report_of(seen(9, "a")), known)

    assert told(matched.outcomes) == [(MOVED, "o")]


@pytest.mark.parametrize(("line", "differs"), [(5, False), (9, True)])
def test_what_a_person_removed_stays_removed(line: int, *, differs: bool) -> None:
    matched = match(report_of(seen(line, "a")), _known(seen(5, "a"), KnownState.REMOVED))

    (outcome,) = matched.outcomes
    assert told([outcome]) == [(UNCHANGED, "v")]
    assert outcome.explanation == (
        f"unchanged: a person removed it, and it stays removed: app/db.py:{line}"
    )
    assert outcome.differs is differs


def test_what_a_person_removed_is_never_closed() -> None:
    matched = match(report_of(seen(50, "b")), _known(seen(5, "a"), KnownState.REMOVED))

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
    result = seen(5, "a", standing=Standing.SUPPRESSED)
    known = _known(seen(5, "a"), state) if state else ()

    matched = match(report_of(result), known)

    assert told(matched.outcomes) == [(kind, vulnerability)]
    assert matched.closing == ()


def test_an_ignored_result_is_not_seen() -> None:
    results = seen(5, "a", standing=Standing.IGNORED), seen(5, "a")

    assert told(matched_with([], results).outcomes) == [(IGNORED, None), (CREATED, None)]
    matched = matched_with([seen(5, "a"), seen(9, "b")], [results[0], seen(9, "b")])
    assert [each.vulnerability for each in matched.closing] == ["v0"]
