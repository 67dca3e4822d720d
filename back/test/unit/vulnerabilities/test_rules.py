"""How a vulnerability goes from state to state, and what that does to figures."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from db_model.findings.types import Figures, FindingState, RemovalReason, Severity
from db_model.vulnerabilities.types import (
    Detection,
    Package,
    Reason,
    Vulnerability,
    VulnerabilityState,
    VulnerabilityStatus,
    VulnerabilityType,
    ZeroRiskStatus,
)
from errors import AppError
from unit.db_model.strategies import any_value
from vulnerabilities.errors import (
    AlreadyClosed,
    ClosedStays,
    ConfirmedZeroRisk,
    InvalidCommitHash,
    JustificationTooLong,
    NothingGiven,
    NotOfLines,
    NotRejected,
    NotReleased,
    NotSubmitted,
    ReasonMissing,
)
from vulnerabilities.rules import (
    LONGEST_REASON,
    closed,
    confirmed,
    described,
    figures_change,
    figures_sum,
    place_of,
    rated,
    rejected,
    rejection_from,
    removed,
    removed_with,
    resubmitted,
    seen_again,
    seen_no_more,
)
from vulnerabilities.types import Change, Edit, Rejection, Sighting

pytestmark = pytest.mark.not_changes_db

SOME = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
VULNERABILITIES = any_value(Vulnerability)
DETECTIONS = any_value(Detection)
SIGHTINGS = any_value(Sighting)
REMOVED = {
    VulnerabilityStatus.DELETED,
    VulnerabilityStatus.MASKED,
    VulnerabilityStatus.REJECTED,
}


def _with(was: Vulnerability, status: VulnerabilityStatus) -> Vulnerability:
    return replace(was, state=replace(was.state, status=status))


@SOME
@given(was=VULNERABILITIES, seen=DETECTIONS, sighting=SIGHTINGS)
def test_what_is_closed_comes_back_whatever_is_seen_of_it(
    was: Vulnerability, seen: Detection, sighting: Sighting
) -> None:
    now = seen_again(_with(was, VulnerabilityStatus.SAFE), seen, None, sighting)

    assert now is not None
    assert now.state.status is VulnerabilityStatus.VULNERABLE
    assert now.state.reasons == (Reason.REPORTED_AGAIN,)
    assert (now.state.where, now.state.specific) == place_of(seen)
    assert (now.closed_at, now.detection, now.reported_at) == (None, seen, was.reported_at)
    assert now.version > was.version


@SOME
@given(
    was=VULNERABILITIES,
    status=st.sampled_from(sorted(REMOVED)),
    seen=DETECTIONS,
    sighting=SIGHTINGS,
)
def test_what_a_person_removed_stays_removed(
    was: Vulnerability, status: VulnerabilityStatus, seen: Detection, sighting: Sighting
) -> None:
    was = _with(was, status)

    now = seen_again(was, seen, None, sighting)

    assert now is None or now.state == was.state
    assert seen_no_more(was, sighting) is None


@SOME
@given(was=VULNERABILITIES, seen=DETECTIONS, sighting=SIGHTINGS)
def test_what_is_seen_as_it_was_does_not_change(
    was: Vulnerability, seen: Detection, sighting: Sighting
) -> None:
    assume(was.state.status is not VulnerabilityStatus.SAFE)

    assert seen_again(replace(was, detection=seen), seen, was.state.snippet, sighting) is None


@SOME
@given(was=VULNERABILITIES, seen=DETECTIONS, sighting=SIGHTINGS)
def test_seeing_the_same_twice_changes_it_once(
    was: Vulnerability, seen: Detection, sighting: Sighting
) -> None:
    now = seen_again(was, seen, None, sighting) or was

    assert now.state.status is VulnerabilityStatus.SAFE or (
        seen_again(now, now.detection or seen, now.state.snippet, sighting) is None
    )


@SOME
@given(was=VULNERABILITIES, sighting=SIGHTINGS)
def test_only_what_is_open_closes(was: Vulnerability, sighting: Sighting) -> None:
    now = seen_no_more(was, sighting)

    if was.state.status is not VulnerabilityStatus.VULNERABLE:
        assert now is None
        return
    assert now is not None
    assert now.state.status is VulnerabilityStatus.SAFE
    assert now.state.reasons == (Reason.NOT_REPORTED,)
    assert (now.closed_at, now.state.import_id) == (sighting.at, sighting.import_id)
    assert now.version > was.version
    assert seen_no_more(now, sighting) is None


@SOME
@given(states=st.lists(any_value(VulnerabilityState), min_size=1, max_size=6))
def test_figures_of_steps_add_up_to_those_of_where_they_lead(
    states: list[VulnerabilityState],
) -> None:
    steps = zip((None, *states), states, strict=False)

    total = figures_sum(tuple(figures_change(was, now) for was, now in steps))

    assert total == figures_change(None, states[-1])
    assert min(total.open, total.closed, total.submitted, total.rejected) >= 0


@SOME
@given(state=any_value(VulnerabilityState))
def test_a_vulnerability_counts_once_or_not_at_all(state: VulnerabilityState) -> None:
    counted = figures_change(None, state)

    gone = state.status in (VulnerabilityStatus.DELETED, VulnerabilityStatus.MASKED)
    assert counted.open + counted.closed + counted.submitted + counted.rejected == (not gone)
    assert figures_change(state, state) == Figures()


@SOME
@given(seen=DETECTIONS)
def test_a_place_without_a_region_is_line_zero(seen: Detection) -> None:
    line = replace(seen, region=None, package=None, parameter=None)
    assert place_of(line) == (seen.path, "0")


def test_a_package_and_a_parameter_are_places_too() -> None:
    package = Package(purl="pkg:npm/%40a/b", version="1.0", advisories=("CVE-2020-0001",))
    seen = Detection(
        tool="t", rule="R", path="uv.lock", region=None, content="", message="", message_hash=""
    )

    assert place_of(replace(seen, package=package)) == ("uv.lock (@a/b 1.0)", "0")
    assert place_of(replace(seen, package=package, path="")) == ("@a/b 1.0", "0")
    assert place_of(replace(seen, path="http://a/b", parameter="q")) == ("http://a/b", "q")


CHANGES = any_value(Change)
STATUSES = st.sampled_from(sorted(VulnerabilityStatus))
REJECTION = Rejection(reasons=(Reason.OTHER,), other="Not ours")
# What a person decides: from which state, to which, and what is told in each other state.
DECISIONS: dict[str, tuple[Callable[[Vulnerability, Change], Vulnerability], set[str], str]] = {
    "closed": (closed, {"VULNERABLE"}, "SAFE"),
    "confirmed": (confirmed, {"SUBMITTED"}, "VULNERABLE"),
    "rejected": (lambda was, by: rejected(was, by, REJECTION), {"SUBMITTED"}, "REJECTED"),
    "resubmitted": (resubmitted, {"REJECTED"}, "SUBMITTED"),
    "removed": (
        lambda was, by: removed(was, by, Reason.FALSE_POSITIVE),
        {"VULNERABLE", "SUBMITTED", "REJECTED", "DELETED", "MASKED"},
        "DELETED",
    ),
}


@pytest.mark.parametrize("name", DECISIONS)
@SOME
@given(was=VULNERABILITIES, status=STATUSES, change=CHANGES)
def test_a_decision_leads_from_its_states_to_one_and_from_no_other(
    name: str, was: Vulnerability, status: VulnerabilityStatus, change: Change
) -> None:
    decide, origins, target = DECISIONS[name]
    was = replace(_with(was, status), zero_risk=None)

    try:
        now = decide(was, change)
    except AppError:
        assert status not in origins
        return

    assert status in origins
    assert now.state.status == target
    assert (now.state.modified_by, now.state.modified_at) == (change.by, change.at)
    assert now.version > was.version
    assert (now.id, now.detection, now.treatment) == (was.id, was.detection, was.treatment)
    place = ("where", "specific", "commit", "source", "snippet")
    assert [getattr(now.state, name) for name in place] == [
        getattr(was.state, name) for name in place
    ]


@SOME
@given(was=VULNERABILITIES, change=CHANGES, seen=DETECTIONS, sighting=SIGHTINGS)
def test_what_a_person_removed_is_not_brought_back_by_its_tool(
    was: Vulnerability, change: Change, seen: Detection, sighting: Sighting
) -> None:
    was = removed(_with(was, VulnerabilityStatus.VULNERABLE), change, Reason.FALSE_POSITIVE)

    now = seen_again(was, seen, None, sighting)

    assert now is None or now.state == was.state


@SOME
@given(was=VULNERABILITIES, change=CHANGES)
def test_when_it_was_reported_first_stays_and_when_it_was_closed_is_kept(
    was: Vulnerability, change: Change
) -> None:
    draft = _with(was, VulnerabilityStatus.SUBMITTED)
    there = replace(_with(was, VulnerabilityStatus.VULNERABLE), zero_risk=None)

    assert confirmed(draft, change).reported_at == (was.reported_at or change.at)
    assert closed(there, change).closed_at == change.at


@pytest.mark.parametrize(
    ("name", "status", "failure"),
    [
        ("closed", "SAFE", AlreadyClosed),
        ("closed", "SUBMITTED", NotReleased),
        ("confirmed", "REJECTED", NotSubmitted),
        ("rejected", "VULNERABLE", NotSubmitted),
        ("resubmitted", "SUBMITTED", NotRejected),
        ("removed", "SAFE", ClosedStays),
    ],
)
@SOME
@given(was=VULNERABILITIES, change=CHANGES)
def test_another_state_is_told_as_it_is(
    name: str, status: str, failure: type[AppError], was: Vulnerability, change: Change
) -> None:
    decide, _, _ = DECISIONS[name]

    with pytest.raises(failure):
        decide(_with(was, VulnerabilityStatus(status)), change)


@SOME
@given(was=VULNERABILITIES, change=CHANGES)
def test_a_confirmed_zero_risk_is_not_closed(was: Vulnerability, change: Change) -> None:
    there = _with(was, VulnerabilityStatus.VULNERABLE)

    with pytest.raises(ConfirmedZeroRisk):
        closed(replace(there, zero_risk=ZeroRiskStatus.CONFIRMED), change)


@given(
    reasons=st.lists(st.sampled_from([Reason.NAMING, Reason.OTHER, Reason.WRITING]), min_size=1),
    other=st.none() | st.just("Not ours"),
)
def test_words_are_kept_for_other_alone_and_needed_for_it(
    reasons: list[Reason], other: str | None
) -> None:
    given_ = Rejection(reasons=tuple(reasons), other=other)

    try:
        kept = rejection_from(given_)
    except AppError:
        assert Reason.OTHER in reasons
        assert other is None
        return

    assert kept.reasons == tuple(dict.fromkeys(reasons))
    assert kept.other == (other if Reason.OTHER in reasons else None)


def test_a_rejection_needs_a_reason_and_few_words() -> None:
    wordy = Rejection(reasons=(Reason.OTHER,), other="w" * (LONGEST_REASON + 1))

    with pytest.raises(ReasonMissing):
        rejection_from(Rejection(reasons=()))
    with pytest.raises(JustificationTooLong):
        rejection_from(wordy)


@SOME
@given(was=VULNERABILITIES, change=CHANGES, edit=any_value(Edit))
def test_an_edit_changes_what_it_gives_and_nothing_else(
    was: Vulnerability, change: Change, edit: Edit
) -> None:
    edit = replace(edit, commit=None)
    assume(edit.source is not None)

    now = described(was, change, edit)

    assert now.state.source is edit.source
    assert replace(now, state=was.state, version=was.version) == was
    assert (now == was) == (was.state.source is edit.source)


@SOME
@given(was=VULNERABILITIES, change=CHANGES)
def test_an_edit_of_nothing_or_of_a_commit_that_is_none_is_refused(
    was: Vulnerability, change: Change
) -> None:
    lines = replace(was, type=VulnerabilityType.LINES)
    port = replace(was, type=VulnerabilityType.PORTS)

    with pytest.raises(NothingGiven):
        described(was, change, Edit())
    with pytest.raises(InvalidCommitHash):
        described(lines, change, Edit(commit="z" * 40))
    with pytest.raises(NotOfLines):
        described(port, change, Edit(commit="a" * 40))


@SOME
@given(was=VULNERABILITIES, change=CHANGES, severity=any_value(Severity))
def test_a_severity_of_its_own_is_written_once_and_that_of_4_stays(
    was: Vulnerability, change: Change, severity: Severity
) -> None:
    now = rated(was, change, severity)

    assert now.severity is not None
    assert (now.severity.score, now.severity.vector_v3) == (severity.score, severity.vector_v3)
    if was.severity is not None:
        assert now.severity.vector_v4 == was.severity.vector_v4
    assert now.state == was.state
    assert rated(now, change, severity) == now


@SOME
@given(was=VULNERABILITIES, seen=DETECTIONS, sighting=SIGHTINGS)
def test_in_a_removed_finding_a_sighting_changes_only_where_it_is_seen(
    was: Vulnerability, seen: Detection, sighting: Sighting
) -> None:
    now = seen_again(was, seen, None, sighting, is_removed=True)

    if now is None:
        assert was.detection == seen
    else:
        assert now == replace(was, detection=seen, version=now.version)
        assert now.version > was.version


@SOME
@given(was=VULNERABILITIES, finding=any_value(FindingState), reason=st.sampled_from(RemovalReason))
def test_what_goes_with_its_finding_goes_whatever_it_was_and_only_once(
    was: Vulnerability, finding: FindingState, reason: RemovalReason
) -> None:
    gone = replace(finding, justification=reason)
    now = removed_with(was, gone)

    if was.state.status in (VulnerabilityStatus.DELETED, VulnerabilityStatus.MASKED):
        assert now is None
        return
    assert now is not None
    assert now.state.status is VulnerabilityStatus.DELETED
    assert now.state.reasons == (Reason(reason.value),)
    assert (now.state.modified_by, now.state.modified_at) == (gone.modified_by, gone.modified_at)
    assert now.version > was.version
    assert removed_with(now, gone) is None
