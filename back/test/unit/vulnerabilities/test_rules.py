"""How a vulnerability goes from state to state, and what that does to figures."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from db_model.findings.types import Figures
from db_model.vulnerabilities.types import (
    Detection,
    Reason,
    Vulnerability,
    VulnerabilityState,
    VulnerabilityStatus,
)
from unit.db_model.strategies import any_value
from vulnerabilities.rules import (
    figures_change,
    figures_sum,
    place_of,
    seen_again,
    seen_no_more,
)
from vulnerabilities.types import Sighting

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
    assert place_of(replace(seen, region=None)) == (seen.path, "0")
