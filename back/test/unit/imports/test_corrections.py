"""What people merged counts as one, whatever is reported, and is matched as it was before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db_model.vulnerabilities.types import Region
from imports.matching import Known, KnownState, Matched, OutcomeKind, match
from imports.matching.corrections import kept_of
from imports.reports import Report, ReportResult, ReportRun, Standing
from reports.made import a_known
from reports.seen import report_of, seen, told

OPEN, CLOSED, REMOVED = KnownState.OPEN, KnownState.CLOSED, KnownState.REMOVED
# No deadline: how fast the machine is decides nothing here.
_THOROUGH = settings(max_examples=200, deadline=None)
_RESULTS = st.builds(
    ReportResult,
    run_index=st.just(0),
    result_index=st.just(0),
    tool=st.sampled_from(["tool", "other"]),
    rule=st.sampled_from(["R1", "R2"]),
    path=st.sampled_from(["a/x.py", "a/y.py"]),
    region=st.builds(Region, start_line=st.integers(1, 9)),
    content=st.sampled_from(["", "c1", "c2"]),
    message_hash=st.just("m"),
    standing=st.sampled_from([Standing.REPORTED, Standing.REPORTED, Standing.SUPPRESSED]),
)
_ANY = st.lists(_RESULTS, max_size=12)


@st.composite
def _merged(draw: st.DrawFn) -> tuple[Known, ...]:
    """Return what is known, some of it merged into one that comes later."""
    made = draw(st.lists(st.tuples(_RESULTS, st.sampled_from(KnownState)), max_size=10))
    known: list[Known] = []
    for at, (result, state) in enumerate(made):
        into = draw(st.none() | st.integers(at + 1, len(made) - 1)) if at + 1 < len(made) else None
        if into is None:
            known.append(a_known(result, f"k{at}", state))
        else:
            alone = draw(st.sampled_from([OPEN, CLOSED]))
            each = a_known(result, f"k{at}", alone)
            known.append(replace(each, merged_into=f"k{into}"))
    return tuple(known)


def _report(results: Sequence[ReportResult], *tools: str) -> Report:
    numbered = tuple(replace(each, result_index=at) for at, each in enumerate(results))
    counted = Counter(each.tool for each in results)
    runs = tuple(
        ReportRun(tool=tool, version="1", successful=True, results=count)
        for tool, count in sorted((dict.fromkeys(tools, 1) | counted).items())
    )
    return Report(runs=runs, rules=(), results=numbered)


def _after(report: Report, known: Sequence[Known], matched: Matched) -> tuple[Known, ...]:
    """Return what is known once the outcomes are applied, as the service applies them."""
    after = {each.id: each for each in known}
    for result, outcome in zip(report.results, matched.outcomes, strict=True):
        if outcome.kind is OutcomeKind.CREATED:
            after[f"new{result.result_index}"] = a_known(result, f"new{result.result_index}")
            continue
        id_ = outcome.absorbed or outcome.vulnerability
        if id_ is None or outcome.kind in {OutcomeKind.SUPPRESSED, OutcomeKind.IGNORED}:
            continue
        if outcome.kind is OutcomeKind.REOPENED and outcome.vulnerability:
            after[outcome.vulnerability] = replace(after[outcome.vulnerability], state=OPEN)
        if outcome.differs and (outcome.absorbed or outcome.kind is not OutcomeKind.DUPLICATE):
            was = after[id_]
            state = OPEN if outcome.absorbed else was.state
            after[id_] = replace(a_known(result, id_, state), merged_into=was.merged_into)
    for closing in matched.closing:
        after[closing.vulnerability] = replace(after[closing.vulnerability], state=CLOSED)
    return tuple(after.values())


@given(_ANY, _merged())
@_THOROUGH
def test_each_takes_the_result_that_it_would_take_by_itself(
    results: list[ReportResult], known: tuple[Known, ...]
) -> None:
    alone = tuple(replace(each, merged_into=None) for each in known)

    apart = match(_report(results), alone)
    together = match(_report(results), known)

    repeats = {at for at, each in enumerate(apart.outcomes) if each.duplicate_of is not None}
    for at, (one, both) in enumerate(zip(apart.outcomes, together.outcomes, strict=True)):
        if at not in repeats:
            assert (both.absorbed or both.vulnerability) == one.vulnerability


@given(_ANY, _merged())
@_THOROUGH
def test_one_result_stands_for_all_that_count_as_one(
    results: list[ReportResult], known: tuple[Known, ...]
) -> None:
    matched = match(_report(results), known)

    merged = {each.id for each in known if each.merged_into}
    idle = {OutcomeKind.DUPLICATE, OutcomeKind.SUPPRESSED}
    standing = [each.vulnerability for each in matched.outcomes if each.kind not in idle]
    shown = [each for each in standing if each]
    assert len(shown) == len(set(shown))
    assert merged.isdisjoint(each.vulnerability for each in matched.outcomes)
    assert {each.absorbed for each in matched.outcomes} <= merged | {None}


@given(_ANY, _merged())
@_THOROUGH
def test_what_was_kept_closes_when_neither_it_nor_what_was_merged_is_there(
    results: list[ReportResult], known: tuple[Known, ...]
) -> None:
    report = _report(results, "tool")
    looked = {run.tool for run in report.runs}
    matched = match(report, known)

    kept = kept_of(known)
    seen_ids = {each.absorbed or each.vulnerability for each in matched.outcomes}
    there = {
        kept.get(each.id, each).id
        for each in known
        if each.id in seen_ids
        or (each.merged_into and each.state is OPEN and each.tool not in looked)
    }
    open_ = {each.id for each in known if each.state is OPEN and each.tool in looked}
    merged = {each.id for each in known if each.merged_into}
    closing = {each.vulnerability for each in matched.closing if not each.is_merged}
    remembered = {each.vulnerability for each in matched.closing if each.is_merged}
    assert closing == open_ - merged - there
    assert remembered == (open_ & merged) - seen_ids
    assert sum(each.closing for each in matched.verdicts) == len(closing)


@given(_ANY, _merged())
@_THOROUGH
def test_a_report_imported_again_changes_nothing(
    results: list[ReportResult], known: tuple[Known, ...]
) -> None:
    report = _report([replace(each, standing=Standing.REPORTED) for each in results])
    first = match(report, known)

    again = match(report, _after(report, known, first))

    assert not {each.kind for each in again.outcomes} & {
        OutcomeKind.CREATED,
        OutcomeKind.MOVED,
        OutcomeKind.MATCHED,
        OutcomeKind.REOPENED,
    }
    assert not any(each.differs for each in again.outcomes if each.absorbed)
    assert again.closing == ()


@given(_ANY, _merged())
@_THOROUGH
def test_the_order_of_results_decides_nothing(
    results: list[ReportResult], known: tuple[Known, ...]
) -> None:
    turned = list(reversed(results))

    straight, other = match(_report(results), known), match(_report(turned), known)

    assert _by_place(results, straight) == _by_place(turned, other)
    assert straight.closing == other.closing


def _by_place(results: Sequence[ReportResult], matched: Matched) -> list[str]:
    return sorted(
        f"{result} {outcome.kind} {outcome.vulnerability} {outcome.absorbed}"
        for result, outcome in zip(results, matched.outcomes, strict=True)
    )


def test_what_was_merged_into_what_is_forgotten_is_forgotten_too() -> None:
    orphan = replace(a_known(seen(5, "a"), "m"), merged_into="nothing")
    chained = replace(a_known(seen(9, "b"), "n"), merged_into="m")

    matched = match(report_of(seen(5, "a"), seen(9, "b")), (orphan, chained))

    assert told(matched.outcomes) == [(OutcomeKind.CREATED, None)] * 2
    assert matched.closing == ()


def test_two_that_were_merged_into_each_other_end_nothing() -> None:
    ring = (
        replace(a_known(seen(5, "a"), "m"), merged_into="n"),
        replace(a_known(seen(9, "b"), "n"), merged_into="m"),
    )

    assert kept_of(ring) == {}


@pytest.mark.parametrize(
    ("state", "kind", "why"),
    [
        (OPEN, OutcomeKind.MOVED, "moved from app/db.py:9 to app/db.py:12: same content"),
        (CLOSED, OutcomeKind.REOPENED, "reopened at app/db.py:12: same content"),
        (REMOVED, OutcomeKind.UNCHANGED, "unchanged: a person removed it, and it stays removed"),
    ],
)
def test_what_is_seen_of_it_is_told_of_the_one_that_was_kept(
    state: KnownState, kind: OutcomeKind, why: str
) -> None:
    keep = a_known(seen(5, "a"), "k", state)
    merged = replace(a_known(seen(9, "b"), "m"), merged_into="l")
    between = replace(a_known(seen(30, "c"), "l"), merged_into="k")

    matched = match(report_of(seen(12, "b")), (keep, merged, between))

    (outcome,) = matched.outcomes
    assert (outcome.kind, outcome.vulnerability, outcome.absorbed) == (kind, "k", "m")
    assert outcome.explanation.startswith(f"merged by a person into app/db.py:5: {why}")
    assert [each.vulnerability for each in matched.closing] == ["l"]


def test_a_suppressed_one_does_not_open_what_is_closed_and_a_reported_one_beside_it_does() -> None:
    keep = a_known(seen(5, "a"), "k", CLOSED)
    merged = replace(a_known(seen(9, "b"), "m", CLOSED), merged_into="k")
    quiet = seen(5, "a", standing=Standing.SUPPRESSED)

    alone = match(report_of(seen(12, "b", standing=Standing.SUPPRESSED)), (keep, merged))
    both = match(report_of(quiet, seen(9, "b")), (keep, merged))

    assert told(alone.outcomes) == [(OutcomeKind.SUPPRESSED, "k")]
    assert not alone.outcomes[0].differs
    assert told(both.outcomes) == [(OutcomeKind.SUPPRESSED, "k"), (OutcomeKind.REOPENED, "k")]
    assert both.outcomes[1].differs


def test_nobody_must_confirm_the_closing_of_what_nobody_sees() -> None:
    results = [seen(10 * at + 1, f"code {at}") for at in range(40)]
    known = tuple(
        replace(a_known(each, f"k{at}"), merged_into="k0" if at > 20 else None)
        for at, each in enumerate(results)
    )

    matched = match(report_of(*results[:15]), known)

    (verdict,) = matched.verdicts
    assert (verdict.open, verdict.closing, verdict.held) == (21, 6, "")
    assert len(matched.closing) == 25
