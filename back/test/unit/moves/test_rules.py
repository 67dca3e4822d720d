"""What a move makes of a root, and of what was found in it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db_model.findings.types import DetectedBy, Finding
from db_model.groups.types import Group, Service
from db_model.roots.types import GitRoot, IPRoot, Move, Root, RootReason, RootStatus, URLRoot
from db_model.types import Email, GroupName, OrganizationId, RootId
from db_model.vulnerabilities.types import Reason, Vulnerability, VulnerabilityStatus
from moves.rules import (
    Course,
    alike,
    arrived,
    check_movable,
    copy_id,
    home_from,
    home_id,
    is_taken,
    left,
    moving,
    parted,
)
from roots.errors import InvalidRootValue, RootBeingMoved
from unit.db_model.strategies import any_value
from vulnerabilities.rules import figures_change

pytestmark = pytest.mark.not_changes_db

BY: Final = Email("someone@example.com")
AT: Final = datetime(2026, 3, 2, tzinfo=UTC)
TO: Final = GroupName("there")
NEW: Final = RootId("new")
ROOTS: Final = st.one_of(any_value(GitRoot), any_value(IPRoot), any_value(URLRoot))
COURSE: Final = Course(to=Move(group_name=TO, root_id=NEW), by=BY, at=AT)
SLOW: Final = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
GONE: Final = frozenset({VulnerabilityStatus.DELETED, VulnerabilityStatus.MASKED})


def _active(root: Root) -> Root:
    status = RootStatus.ACTIVE
    if isinstance(root, GitRoot):
        return replace(root, move=None, state=replace(root.state, status=status))
    if isinstance(root, IPRoot):
        return replace(root, move=None, state=replace(root.state, status=status))
    return replace(root, move=None, state=replace(root.state, status=status))


@SLOW
@given(any_root=ROOTS)
def test_each_end_of_a_move_knows_the_other_and_is_closed(any_root: Root) -> None:
    was = _active(any_root)

    new = arrived(was, TO, id_=NEW, by=BY, at=AT)
    old = left(was, new, by=BY, at=AT)

    assert (new.id, new.group_name, new.created_by, new.created_at) == (NEW, TO, BY, AT)
    assert new.move == Move(group_name=was.group_name, root_id=was.id)
    assert old.move == Move(group_name=TO, root_id=NEW)
    assert (new.state.status, new.state.reason) == (RootStatus.ACTIVE, None)
    assert (old.state.status, old.state.reason, old.state.other) == (
        RootStatus.INACTIVE,
        RootReason.MOVED_TO_ANOTHER_GROUP,
        TO,
    )
    assert (new.state.nickname, type(new)) == (was.state.nickname, type(was))
    assert was.version < min(new.version, old.version)


@SLOW
@given(any_root=ROOTS, source=any_value(Group))
def test_only_what_is_tested_and_settled_goes_to_a_group_like_its_own(
    any_root: Root, source: Group
) -> None:
    was, target = _active(any_root), replace(source, name=GroupName(f"{source.name}2"))
    service = next(each for each in Service if each is not source.state.service)
    others = [
        source,
        replace(target, organization_id=OrganizationId(f"{source.organization_id}2")),
        replace(target, state=replace(target.state, service=service)),
    ]

    check_movable(was, source, target)
    for other in others:
        with pytest.raises(InvalidRootValue):
            check_movable(was, source, other)
    with pytest.raises(InvalidRootValue):
        check_movable(left(was, was, by=BY, at=AT), source, target)
    move = Move(group_name=TO, root_id=NEW)
    with pytest.raises(RootBeingMoved):
        check_movable(moving(was, move, at=AT), source, target)
    check_movable(moving(was, replace(move, is_over=True), at=AT), source, target)


@SLOW
@given(was=any_value(Vulnerability), home=any_value(Finding))
def test_a_copy_is_what_it_is_of_and_is_counted_once(was: Vulnerability, home: Finding) -> None:
    parting = parted(was, home, COURSE)

    copy = parting.copy
    assert copy is not None
    assert (copy.id, copy.finding_id) == (copy_id(was.id, NEW), home.id)
    assert (copy.group_name, copy.root_id) == (TO, NEW)
    places = {"finding_id": was.finding_id, "group_name": was.group_name, "root_id": was.root_id}
    merged = {"absorbed": was.absorbed, "merged_into": was.merged_into}
    assert replace(copy, id=was.id, **places, **merged) == was  # type: ignore[arg-type]
    assert copy.absorbed == tuple(copy_id(id_, NEW) for id_ in was.absorbed)
    assert copy.merged_into == (None if was.merged_into is None else copy_id(was.merged_into, NEW))
    (here, gained), (there, counted) = parting.figures
    assert (here, there) == (was.finding_id, home.id)
    assert gained.open + counted.open == 0
    assert (gained.submitted + counted.submitted, gained.rejected + counted.rejected) == (0, 0)
    assert counted == figures_change(None, was.state)


@SLOW
@given(was=any_value(Vulnerability))
def test_what_was_there_is_open_or_a_draft_no_more(was: Vulnerability) -> None:
    parting = parted(was, None, COURSE)

    ends = {
        VulnerabilityStatus.VULNERABLE: VulnerabilityStatus.SAFE,
        VulnerabilityStatus.SUBMITTED: VulnerabilityStatus.DELETED,
        VulnerabilityStatus.REJECTED: VulnerabilityStatus.DELETED,
    }
    status = was.state.status
    assert parting.copy is None
    assert parting.now.state.status is ends.get(status, status)
    assert (parting.now is was) == (status not in ends)
    if status in ends:
        assert parting.now.state.reasons == (Reason.EXCLUSION,)
        assert parting.now.version > was.version
        assert not is_taken(parting.now)


@SLOW
@given(was=any_value(Vulnerability))
def test_what_was_excluded_stays_and_what_was_removed_goes_where_a_tool_knows_it(
    was: Vulnerability,
) -> None:
    status = was.state.status
    is_closed = status in GONE or status is VulnerabilityStatus.SAFE
    is_excluded = is_closed and Reason.EXCLUSION in was.state.reasons
    is_lost = status in GONE and was.detection is None and was.merged_into is None

    assert is_taken(was) is not (is_excluded or is_lost)


@SLOW
@given(was=any_value(Finding), other=any_value(Finding))
def test_findings_are_alike_that_say_the_same_of_no_other_rule(
    was: Finding, other: Finding
) -> None:
    told = {
        "title": was.title,
        "description": was.description,
        "recommendation": was.recommendation,
    }
    same = replace(other, detected_by=None, **told)  # type: ignore[arg-type]
    by_other_rule = replace(same, detected_by=DetectedBy(tool="Other", rule="X1"))
    ruled = replace(was, detected_by=DetectedBy(tool="Bandit", rule="B1"))

    assert alike(was, [same]) is same
    assert alike(ruled, [by_other_rule, same]) is same
    assert alike(ruled, [by_other_rule]) is None
    assert alike(ruled, [replace(same, title=f"{was.title}!")]) is None


@SLOW
@given(was=any_value(Finding), by_rule=st.booleans())
def test_a_finding_that_is_made_says_what_the_old_one_does(was: Finding, *, by_rule: bool) -> None:
    id_ = home_id(was, NEW, 0)

    made = home_from(was, TO, id_=id_, by_rule=by_rule, at=AT)

    assert (made.id, made.group_name) == (id_, TO)
    assert made.detected_by == (was.detected_by if by_rule else None)
    assert made.description == was.description
    assert made.version > was.version
    assert len({home_id(was, NEW, number) for number in range(3)}) == 3
