"""What holds for matching whatever is reported and whatever is known."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from db_model.vulnerabilities.types import Region
from imports.matching import Known, KnownState, Matched, Outcome, OutcomeKind, match
from imports.reports import Report, ReportResult, ReportRun, Standing
from reports.made import a_known

# No deadline: how fast the machine is decides nothing here.
_THOROUGH = settings(max_examples=150, deadline=None)
_NOTHING_DONE = {
    OutcomeKind.UNCHANGED,
    OutcomeKind.DUPLICATE,
    OutcomeKind.SUPPRESSED,
    OutcomeKind.IGNORED,
}
_REGIONS = st.one_of(
    st.none(),
    st.builds(
        lambda line, column: Region(start_line=line, start_column=column),
        st.integers(1, 9).map(lambda tenth: tenth * 10),
        st.sampled_from([None, 1, 7]),
    ),
)


def _results(standings: st.SearchStrategy[Standing]) -> st.SearchStrategy[ReportResult]:
    return st.builds(
        ReportResult,
        run_index=st.just(0),
        result_index=st.just(0),
        tool=st.just("tool"),
        rule=st.sampled_from(["R1", "R2"]),
        path=st.sampled_from(["a/x.py", "a/y.py", "b/x.py", ""]),
        region=_REGIONS,
        content=st.sampled_from(["", "c1", "c2", "c3"]),
        message_hash=st.sampled_from(["m1", "m2"]),
        fingerprint=st.sampled_from([None, "id=0123456789", "id=abcdefgh12"]),
        standing=standings,
    )


_REPORTED = _results(st.just(Standing.REPORTED))
_ANY = _results(st.sampled_from(Standing))
_KNOWN = st.lists(st.tuples(_REPORTED, st.sampled_from(KnownState)), max_size=14).map(
    lambda pairs: tuple(
        a_known(result, f"k{at}", state) for at, (result, state) in enumerate(pairs)
    )
)


def _report(results: Sequence[ReportResult], *, successful: bool | None = True) -> Report:
    numbered = tuple(replace(each, result_index=at) for at, each in enumerate(results))
    run = ReportRun(tool="tool", version="1", successful=successful, results=len(numbered))
    return Report(runs=(run,), rules=(), results=numbered)


def _after(report: Report, known: Sequence[Known], matched: Matched) -> tuple[Known, ...]:
    """Return what is known once the outcomes are applied, as the service applies them."""
    after = {each.id: each for each in known}
    for result, outcome in zip(report.results, matched.outcomes, strict=True):
        after |= _applied(after, result, outcome)
    for closing in matched.closing:
        after[closing.vulnerability] = replace(
            after[closing.vulnerability], state=KnownState.CLOSED
        )
    return tuple(after.values())


def _applied(known: dict[str, Known], result: ReportResult, outcome: Outcome) -> dict[str, Known]:
    if outcome.kind is OutcomeKind.CREATED:
        id_ = f"new{result.result_index}"
        return {id_: a_known(result, id_)}
    if outcome.kind is OutcomeKind.REOPENED and outcome.vulnerability:
        return {outcome.vulnerability: a_known(result, outcome.vulnerability)}
    if outcome.differs and outcome.vulnerability and outcome.kind is not OutcomeKind.SUPPRESSED:
        state = known[outcome.vulnerability].state
        return {outcome.vulnerability: a_known(result, outcome.vulnerability, state)}
    return {}


@given(st.lists(_ANY, max_size=14), _KNOWN)
@_THOROUGH
def test_each_result_has_one_outcome_and_each_known_one_result(
    results: list[ReportResult], known: tuple[Known, ...]
) -> None:
    report = _report(results)

    matched = match(report, known)

    assert [(each.run_index, each.result_index) for each in matched.outcomes] == [
        (0, at) for at in range(len(results))
    ]
    found = [
        each.vulnerability
        for each in matched.outcomes
        if each.vulnerability and each.kind is not OutcomeKind.DUPLICATE
    ]
    assert len(found) == len(set(found))


@given(st.lists(_ANY, min_size=1, max_size=14), _KNOWN)
@_THOROUGH
def test_each_open_one_is_seen_or_closes_and_nothing_else_closes(
    results: list[ReportResult], known: tuple[Known, ...]
) -> None:
    matched = match(_report(results), known)

    open_ = {each.id for each in known if each.state is KnownState.OPEN}
    seen = {each.vulnerability for each in matched.outcomes}
    closing = {each.vulnerability for each in matched.closing}
    assert closing == open_ - seen


@given(st.lists(_REPORTED, max_size=14), _KNOWN, st.sampled_from([True, False]))
@_THOROUGH
def test_a_report_imported_again_changes_nothing(
    results: list[ReportResult],
    known: tuple[Known, ...],
    successful: bool,  # noqa: FBT001  # hypothesis gives it by position
) -> None:
    report = _report(results, successful=successful)
    first = match(report, known)

    again = match(report, _after(report, known, first))

    assert {each.kind for each in again.outcomes} <= _NOTHING_DONE
    assert not any(each.differs for each in again.outcomes)
    assert again.closing == ()


@given(st.lists(_REPORTED, max_size=14), _KNOWN)
@_THOROUGH
def test_the_order_of_results_decides_nothing(
    results: list[ReportResult], known: tuple[Known, ...]
) -> None:
    turned = list(reversed(results))

    straight = match(_report(results), known)
    other = match(_report(turned), known)

    assert _by_place(results, straight) == _by_place(turned, other)
    assert straight.closing == other.closing


def _by_place(results: Sequence[ReportResult], matched: Matched) -> list[str]:
    return sorted(
        f"{result} {outcome.kind} {outcome.vulnerability}"
        for result, outcome in zip(results, matched.outcomes, strict=True)
    )


@given(st.lists(_REPORTED, max_size=14), st.integers(1, 30))
@_THOROUGH
def test_lines_inserted_above_everything_move_each_to_itself(
    results: list[ReportResult], by: int
) -> None:
    before = _report(results)
    known = _after(before, (), match(before, ()))
    moved = [
        replace(each, region=replace(each.region, start_line=each.region.start_line + by))
        if each.region
        else each
        for each in results
    ]

    matched = match(_report(moved), known)

    created = {each.id for each in known}
    for at, outcome in enumerate(matched.outcomes):
        if f"new{at}" in created:
            assert outcome.vulnerability == f"new{at}"
    assert matched.closing == ()
