"""What undoing an import makes of a vulnerability, whatever it and people did to it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from db_model.findings.types import Source
from db_model.types import Email, ImportId
from db_model.vulnerabilities.types import (
    Detection,
    Reason,
    TreatmentStatus,
    Vulnerability,
    VulnerabilityStatus,
    ZeroRiskStatus,
)
from imports.before import Image
from imports.rollback.rules import Left, changed_undone, made_undone, opens
from kit.time import milliseconds
from unit.db_model.strategies import any_value
from vulnerabilities.rules import described, rated, seen_again, seen_no_more
from vulnerabilities.types import Change, Edit, Sighting

pytestmark = pytest.mark.not_changes_db

SOME = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
AT: Final = datetime(2030, 1, 1, tzinfo=UTC)
ME: Final = Email("me@example.com")
IMPORTED: Final = Sighting(import_id=ImportId("1"), by=Email("ci@example.com"), at=AT)
UNDOING: Final = Sighting(import_id=ImportId("1"), by=ME, at=AT + timedelta(days=1))
SAFE: Final = VulnerabilityStatus.SAFE
VULNERABLE: Final = VulnerabilityStatus.VULNERABLE

VULNERABILITIES = st.builds(
    lambda vulnerability, detection: replace(vulnerability, detection=detection),
    any_value(Vulnerability),
    any_value(Detection),
)


@st.composite
def images(draw: st.DrawFn) -> Image:
    """Return what an import did to one: it saw it elsewhere, again, or no more."""
    was = draw(VULNERABILITIES)
    seen = draw(st.none() | any_value(Detection))
    left = seen_no_more(was, IMPORTED) if seen is None else seen_again(was, seen, "x", IMPORTED)
    assume(left is not None)
    assert left is not None
    return Image(step=0, was=was, left=left)


@SOME
@given(image=images())
def test_what_nobody_touched_is_as_before_but_for_who_did_that(image: Image) -> None:
    undone = changed_undone(image.left, image, UNDOING)

    assert isinstance(undone, Vulnerability)
    assert undone.version > image.left.version
    was = image.was
    state = replace(
        undone.state,
        reasons=was.state.reasons,
        modified_by=was.state.modified_by,
        modified_at=was.state.modified_at,
        import_id=was.state.import_id,
    )
    assert replace(undone, state=state, version=was.version) == was
    if image.left.state == was.state:
        assert undone.state == was.state
    else:
        assert (undone.state.modified_by, undone.state.modified_at) == (ME, UNDOING.at)
        assert undone.state.reasons[0] is Reason.ROLLED_BACK
        assert undone.state.reasons.count(Reason.ROLLED_BACK) == 1


@SOME
@given(image=images(), score=st.floats(0, 10))
def test_what_people_said_of_it_since_stays(image: Image, score: float) -> None:
    change = Change(by=ME, at=AT + timedelta(hours=1))
    severity = replace(image.was.severity, score=score) if image.was.severity else None
    now = rated(image.left, change, severity) if severity else image.left
    now = replace(now, zero_risk=ZeroRiskStatus.REQUESTED)
    now = replace(now, treatment=replace(now.treatment, status=TreatmentStatus.ACCEPTED))
    now = described(now, change, Edit(commit=None, source=Source.ESCAPE))

    undone = changed_undone(now, image, UNDOING)

    assert isinstance(undone, Vulnerability)
    assert undone.state.status is image.was.state.status
    assert undone.detection == image.was.detection
    assert undone.state.source is Source.ESCAPE
    told = (undone.severity, undone.zero_risk, undone.treatment)
    assert told == (now.severity, now.zero_risk, now.treatment)


@SOME
@given(image=images(), status=st.sampled_from(VulnerabilityStatus))
def test_what_people_decided_since_is_left_to_them(
    image: Image, status: VulnerabilityStatus
) -> None:
    assume(status is not image.left.state.status)
    now = replace(image.left, state=replace(image.left.state, status=status))

    undone = changed_undone(now, image, UNDOING)

    assert isinstance(undone, Left)
    assert undone.explanation.startswith("left as it is: it was ")


@SOME
@given(image=images(), seen=any_value(Detection))
def test_what_is_another_now_is_left(image: Image, seen: Detection) -> None:
    assume(seen != image.left.detection)

    undone = changed_undone(replace(image.left, detection=seen), image, UNDOING)

    assert undone == Left("left as it is: what it is was corrected after the import")


@SOME
@given(image=images())
def test_it_opens_what_the_import_closed_and_nothing_else(image: Image) -> None:
    closed = image.was.state.status is VULNERABLE and image.left.state.status is SAFE

    assert opens(image.left, image) is closed


def _made(one: Vulnerability) -> Vulnerability:
    return replace(
        one,
        state=replace(one.state, status=VULNERABLE),
        treatment=replace(one.treatment, modified_at=one.created_at),
        severity=None,
        zero_risk=None,
        version=milliseconds(one.created_at),
    )


@SOME
@given(one=VULNERABILITIES)
def test_what_it_made_is_known_to_no_later_report(one: Vulnerability) -> None:
    made = _made(one)

    undone = made_undone(made, UNDOING)

    assert isinstance(undone, Vulnerability)
    assert undone.state.status is VulnerabilityStatus.DELETED
    assert undone.state.reasons[0] is Reason.ROLLED_BACK
    assert undone.detection is None
    assert undone.version > made.version


@SOME
@given(one=VULNERABILITIES, status=st.sampled_from(VulnerabilityStatus))
def test_what_it_made_and_people_touched_is_left(
    one: Vulnerability, status: VulnerabilityStatus
) -> None:
    made = _made(one)
    later = made.created_at + timedelta(seconds=1)
    touched = {
        "a treatment": replace(made, treatment=replace(made.treatment, modified_at=later)),
        "no risk": replace(made, zero_risk=ZeroRiskStatus.REQUESTED),
        "changed": made,
    }

    for word, now in touched.items():
        undone = made_undone(replace(now, version=now.version + 1), UNDOING)
        assert isinstance(undone, Left)
        assert word in undone.explanation
    now = replace(made, state=replace(made.state, status=status))
    assert isinstance(made_undone(now, UNDOING), Left) is (status is not VULNERABLE)
