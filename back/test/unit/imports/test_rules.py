"""What an import makes of what it knows of findings that were removed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db_model.findings.types import Finding, FindingState, FindingStatus, RemovalReason
from db_model.types import VulnerabilityId
from db_model.vulnerabilities.types import Detection, Vulnerability, VulnerabilityStatus
from imports.matching.types import KnownState
from imports.rules import is_ruled_out, is_there, known_from
from unit.db_model.strategies import any_value
from vulnerabilities.rules import GONE, removed_with

pytestmark = pytest.mark.not_changes_db

SOME = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
VULNERABILITIES = st.builds(
    lambda vulnerability, detection: replace(vulnerability, detection=detection, merged_into=None),
    any_value(Vulnerability),
    any_value(Detection),
)
REASONS = st.sampled_from(RemovalReason)


def _gone(state: FindingState, reason: RemovalReason, was: Vulnerability) -> FindingState:
    """Return ``state`` removed a while after ``was`` became what it is."""
    at = was.state.modified_at + timedelta(seconds=1)
    return replace(state, status=FindingStatus.DELETED, justification=reason, modified_at=at)


@SOME
@given(was=VULNERABILITIES, state=any_value(FindingState), reason=REASONS)
def test_before_and_after_the_job_the_same_is_known(
    was: Vulnerability, state: FindingState, reason: RemovalReason
) -> None:
    gone = _gone(state, reason, was)

    assert known_from(removed_with(was, gone) or was, gone) == known_from(was, gone)


@SOME
@given(was=VULNERABILITIES, state=any_value(FindingState), reason=REASONS)
def test_what_goes_with_a_false_positive_is_known_as_removed_and_else_forgotten(
    was: Vulnerability, state: FindingState, reason: RemovalReason
) -> None:
    known = known_from(was, _gone(state, reason, was))

    if was.state.status in GONE or reason is RemovalReason.FALSE_POSITIVE:
        assert known is not None
        assert known.state is KnownState.REMOVED
    else:
        assert known is None


@SOME
@given(was=VULNERABILITIES, state=any_value(FindingState), reason=REASONS)
def test_what_was_merged_is_known_as_its_tool_sees_it_whatever_became_of_its_finding(
    was: Vulnerability, state: FindingState, reason: RemovalReason
) -> None:
    merged = replace(
        was,
        state=replace(was.state, status=VulnerabilityStatus.DELETED),
        merged_into=VulnerabilityId("kept"),
    )

    known = known_from(merged, _gone(state, reason, merged))

    assert known is not None
    assert known.merged_into == "kept"
    assert known.state is (KnownState.OPEN if was.closed_at is None else KnownState.CLOSED)


@SOME
@given(was=VULNERABILITIES)
def test_what_no_tool_saw_is_never_known(was: Vulnerability) -> None:
    assert known_from(replace(was, detection=None), None) is None


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (VulnerabilityStatus.SAFE, KnownState.CLOSED),
        (VulnerabilityStatus.VULNERABLE, KnownState.OPEN),
        (VulnerabilityStatus.REJECTED, KnownState.REMOVED),
    ],
)
@SOME
@given(was=VULNERABILITIES)
def test_in_a_finding_that_is_there_each_is_known_as_it_is(
    status: VulnerabilityStatus, state: KnownState, was: Vulnerability
) -> None:
    known = known_from(replace(was, state=replace(was.state, status=status)), None)

    assert known is not None
    assert known.state is state


@SOME
@given(
    finding=any_value(Finding), reason=st.none() | REASONS, status=st.sampled_from(FindingStatus)
)
def test_a_rule_is_ruled_out_by_a_removed_false_positive_alone(
    finding: Finding, reason: RemovalReason | None, status: FindingStatus
) -> None:
    state = replace(finding.state, status=status, justification=reason)
    stored = replace(finding, state=state)

    is_gone = status is FindingStatus.DELETED
    assert is_ruled_out(stored) == (is_gone and reason is RemovalReason.FALSE_POSITIVE)
    assert is_there(stored) == (not is_gone)
    assert not is_there(None)
    assert not is_ruled_out(None)
