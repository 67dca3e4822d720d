"""What people say of identities, and that it can be taken back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db_model.types import Email, GroupName, ImportId, RootId, VulnerabilityId
from db_model.vulnerabilities.types import (
    Detection,
    Reason,
    Vulnerability,
    VulnerabilityState,
    VulnerabilityStatus,
)
from errors import AppError
from unit.db_model.strategies import any_value
from vulnerabilities.errors import (
    AlreadyClosed,
    InAnotherRoot,
    KeptByHand,
    NotMerged,
    NotReleased,
    TooManyMerged,
    WithItself,
)
from vulnerabilities.rules import (
    MOST_MERGED,
    figures_change,
    figures_sum,
    merged,
    place_of,
    remembered,
    taken_back,
    unmerged,
)
from vulnerabilities.types import Change, Sighting

pytestmark = pytest.mark.not_changes_db

OPEN, CLOSED = VulnerabilityStatus.VULNERABLE, VulnerabilityStatus.SAFE
DELETED = VulnerabilityStatus.DELETED
AT: Final = datetime(2026, 3, 2, tzinfo=UTC)
DAY: Final = timedelta(days=1)
CHANGE: Final = Change(by=Email("someone@example.com"), at=AT)
LATER: Final = Change(by=Email("other@example.com"), at=AT + DAY)
SEEN: Final = Sighting(import_id=ImportId("i"), by=Email("ci@example.com"), at=AT + DAY)
SOME: Final = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@st.composite
def released(draw: st.DrawFn, id_: str) -> Vulnerability:
    """Return one that was first open, and is open still or closed since, in its place."""
    made = draw(any_value(Vulnerability))
    detection = draw(any_value(Detection))
    days = draw(st.integers(2, 40))
    reported = AT - days * DAY
    status = draw(st.sampled_from([OPEN, CLOSED]))
    where, specific = place_of(detection)
    state = replace(
        made.state,
        status=status,
        where=where,
        specific=specific,
        reasons=(),
        other_reason=None,
        modified_at=reported if status is OPEN else reported + DAY,
    )
    return replace(
        made,
        id=VulnerabilityId(id_),
        group_name=GroupName("group"),
        root_id=RootId("root"),
        state=state,
        detection=detection,
        reported_at=reported,
        closed_at=None if status is OPEN else state.modified_at,
        absorbed=(),
        merged_into=None,
        version=1,
    )


KEEPS: Final = released("keep")
ABSORBS: Final = released("absorb")


def _history(was: Vulnerability, *later: Vulnerability) -> list[VulnerabilityState]:
    """Return the states of one that was reported, maybe closed, and then as ``later`` say."""
    assert was.reported_at is not None
    first = replace(was.state, status=OPEN, modified_at=was.reported_at)
    closed = [was.state] if was.state.status is CLOSED else []
    return [first, *closed, *(each.state for each in later)]


@SOME
@given(keep=KEEPS, absorb=ABSORBS)
def test_one_is_left_as_people_treated_it(keep: Vulnerability, absorb: Vulnerability) -> None:
    kept, gone = merged(keep, absorb, CHANGE)

    is_open = OPEN in (keep.state.status, absorb.state.status)
    assert kept.state.status is (OPEN if is_open else CLOSED)
    assert (kept.closed_at is None) == is_open
    assert kept.reported_at == min(keep.reported_at or AT, absorb.reported_at or AT)
    assert (kept.treatment, kept.severity, kept.detection) == (
        keep.treatment,
        keep.severity,
        keep.detection,
    )
    assert kept.absorbed == ("absorb",)
    assert (gone.state.status, gone.state.reasons) == (DELETED, (Reason.DUPLICATED,))
    assert (gone.merged_into, gone.closed_at) == ("keep", absorb.closed_at)
    assert kept.version > keep.version
    assert gone.version > absorb.version
    for each in (kept, gone):
        assert (each.state.modified_by, each.state.modified_at) == (CHANGE.by, CHANGE.at)
    change = figures_sum(
        (figures_change(keep.state, kept.state), figures_change(absorb.state, gone.state))
    )
    assert change.open + change.closed == -1


@SOME
@given(keep=KEEPS, absorb=ABSORBS)
def test_what_was_merged_and_told_apart_is_as_it_was(
    keep: Vulnerability, absorb: Vulnerability
) -> None:
    kept, gone = merged(keep, absorb, CHANGE)

    left, back = unmerged(kept, gone, LATER, others=(), history=_history(keep, kept))

    was_opened = keep.state.status is CLOSED and kept.state.status is OPEN
    assert back.merged_into is None
    assert left.absorbed == ()
    assert left.reported_at == keep.reported_at
    assert left.state.status is keep.state.status
    assert left.closed_at == keep.closed_at
    assert back.state.status is absorb.state.status
    assert back.closed_at == absorb.closed_at
    assert (back.detection, back.reported_at) == (absorb.detection, absorb.reported_at)
    assert was_opened == (figures_change(kept.state, left.state).open == -1)


@SOME
@given(keep=KEEPS, absorb=ABSORBS)
def test_what_was_closed_as_one_is_two_that_are_closed(
    keep: Vulnerability, absorb: Vulnerability
) -> None:
    kept, gone = merged(keep, absorb, CHANGE)
    at = AT + DAY / 2
    fixed = replace(
        kept, state=replace(kept.state, status=CLOSED, modified_at=at), closed_at=at, version=10**15
    )

    left, back = unmerged(fixed, gone, LATER, others=(), history=_history(keep, kept, fixed))

    assert (left.state.status, left.closed_at) == (CLOSED, at)
    assert back.state.status is CLOSED
    assert back.closed_at == (absorb.closed_at or at)


@SOME
@given(keep=KEEPS, absorb=ABSORBS, days=st.integers(1, 60))
def test_who_is_left_in_it_counts_for_when_it_was_reported(
    keep: Vulnerability, absorb: Vulnerability, days: int
) -> None:
    kept, gone = merged(keep, absorb, CHANGE)
    other = replace(absorb, id=VulnerabilityId("other"), reported_at=AT - days * DAY)

    left, _ = unmerged(kept, gone, LATER, others=[other], history=_history(keep, kept))

    assert left.reported_at == min(keep.reported_at or AT, AT - days * DAY)


@SOME
@given(keep=KEEPS, absorb=ABSORBS, detection=any_value(Detection))
def test_what_its_tool_saw_meanwhile_is_remembered(
    keep: Vulnerability, absorb: Vulnerability, detection: Detection
) -> None:
    kept, gone = merged(keep, absorb, CHANGE)

    seen = remembered(gone, detection, SEEN) or gone
    missed = remembered(seen, None, SEEN)

    assert missed is not None
    assert (seen.detection, seen.closed_at) == (detection, None)
    assert (missed.detection, missed.closed_at) == (detection, SEEN.at)
    assert seen.state == missed.state == gone.state
    assert remembered(seen, detection, SEEN) is None
    assert remembered(missed, None, SEEN) is None
    history = _history(keep, kept)
    _, back = unmerged(kept, missed, LATER, others=(), history=history)
    assert (back.state.status, back.closed_at) == (CLOSED, SEEN.at)
    assert (back.state.where, back.state.specific) == place_of(detection)
    is_open = kept.state.status is OPEN
    _, back = unmerged(kept, seen, LATER, others=(), history=history)
    assert back.state.status is (OPEN if is_open else CLOSED)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda keep, absorb: (keep, replace(absorb, id=keep.id)), WithItself),
        (lambda keep, absorb: (replace(keep, root_id=RootId("o")), absorb), InAnotherRoot),
        (lambda keep, absorb: (keep, replace(absorb, group_name=GroupName("o"))), InAnotherRoot),
        (lambda keep, absorb: (replace(keep, detection=None), absorb), KeptByHand),
        (
            lambda keep, absorb: (
                replace(keep, absorbed=(VulnerabilityId("x"),) * MOST_MERGED),
                absorb,
            ),
            TooManyMerged,
        ),
        *(
            (
                lambda keep, absorb, status=status: (
                    keep,
                    replace(absorb, state=replace(absorb.state, status=status)),
                ),
                NotReleased,
            )
            for status in set(VulnerabilityStatus) - {OPEN, CLOSED}
        ),
    ],
)
@SOME
@given(keep=KEEPS, absorb=ABSORBS)
def test_what_cannot_be_one_is_refused(
    spoil: Callable[[Vulnerability, Vulnerability], tuple[Vulnerability, Vulnerability]],
    error: type[AppError],
    keep: Vulnerability,
    absorb: Vulnerability,
) -> None:
    with pytest.raises(error):
        merged(*spoil(keep, absorb), CHANGE)


@SOME
@given(keep=KEEPS, absorb=ABSORBS)
def test_only_what_was_merged_into_it_is_told_from_it(
    keep: Vulnerability, absorb: Vulnerability
) -> None:
    kept, gone = merged(keep, absorb, CHANGE)

    for other in (None, absorb, replace(gone, merged_into=VulnerabilityId("another"))):
        with pytest.raises(NotMerged):
            unmerged(kept, other, LATER, others=(), history=_history(keep, kept))


@SOME
@given(was=KEEPS, before=KEEPS, missed=st.booleans())
def test_what_a_report_is_taken_from_is_where_it_was_and_as_the_report_would_have_left_it(
    was: Vulnerability,
    before: Vulnerability,
    missed: bool,  # noqa: FBT001  # hypothesis gives it by position
) -> None:
    opened = replace(was, state=replace(was.state, status=OPEN), closed_at=None)

    now = taken_back(opened, before, CHANGE, is_missed=missed)

    was_open = before.state.status is OPEN
    assert (now.detection, now.treatment) == (before.detection, was.treatment)
    assert (now.state.where, now.state.specific) == (before.state.where, before.state.specific)
    assert now.state.status is (OPEN if was_open and not missed else CLOSED)
    expected = before.closed_at if not was_open else AT if missed else None
    assert now.closed_at == expected
    reasons = (Reason.SPLIT, Reason.NOT_REPORTED) if was_open and missed else (Reason.SPLIT,)
    assert now.state.reasons == reasons


@SOME
@given(was=KEEPS, before=KEEPS, absorb=ABSORBS)
def test_it_is_not_closed_while_what_was_merged_into_it_is_seen(
    was: Vulnerability, before: Vulnerability, absorb: Vulnerability
) -> None:
    opened = replace(was, state=replace(was.state, status=OPEN), closed_at=None)
    seen = replace(absorb, closed_at=None)

    held = taken_back(opened, before, CHANGE, is_missed=True, merged=[seen])
    let = taken_back(opened, before, CHANGE, is_missed=True, merged=[replace(seen, closed_at=AT)])

    assert (held.state.status, held.closed_at) == (OPEN, None)
    assert let.state.status is CLOSED


@pytest.mark.parametrize(
    ("status", "error"),
    [(CLOSED, AlreadyClosed), (VulnerabilityStatus.SUBMITTED, NotReleased)],
)
@SOME
@given(was=KEEPS, before=KEEPS)
def test_nothing_is_told_from_what_is_not_open(
    status: VulnerabilityStatus, error: type[AppError], was: Vulnerability, before: Vulnerability
) -> None:
    with pytest.raises(error):
        taken_back(
            replace(was, state=replace(was.state, status=status)), before, CHANGE, is_missed=True
        )
