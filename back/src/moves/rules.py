"""What a move makes of a root, and of what was found in it; pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeVar

from db_model.findings.types import Figures, Finding, FindingStatus
from db_model.groups.types import Group
from db_model.roots.types import (
    Cloning,
    CloningStatus,
    GitRoot,
    IPRoot,
    Move,
    Root,
    RootReason,
    RootState,
    RootStatus,
)
from db_model.types import Email, FindingId, GroupName, RootId, VulnerabilityId
from db_model.vulnerabilities.types import Reason, Vulnerability, VulnerabilityStatus
from kit.ids import derived_id
from kit.time import milliseconds
from roots.errors import InvalidRootValue
from roots.rules.status import check_settled, deactivated, excluded
from roots.types import Leaving
from store.versions import next_version
from vulnerabilities.rules import figures_change

S = TypeVar("S", bound=RootState)

_DRAFTS: Final = frozenset({VulnerabilityStatus.REJECTED, VulnerabilityStatus.SUBMITTED})
_GONE: Final = frozenset({VulnerabilityStatus.DELETED, VulnerabilityStatus.MASKED})
_CLOSED: Final = _GONE | {VulnerabilityStatus.SAFE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where a move leads, who asked for it, and the instant that a step of it is taken at."""

    to: Move
    by: Email
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """What becomes of a vulnerability: ``now`` where it was, ``copy`` where its root is now."""

    was: Vulnerability
    now: Vulnerability
    copy: Vulnerability | None = None

    @property
    def figures(self) -> tuple[tuple[FindingId, Figures], ...]:
        """Return what is added to the figures of each finding."""
        here = (self.was.finding_id, figures_change(self.was.state, self.now.state))
        if self.copy is None:
            return (here,)
        return here, (self.copy.finding_id, figures_change(None, self.copy.state))


def check_movable(was: Root, source: Group, target: Group) -> None:
    """Check that ``was`` may go from the group ``source`` to the group ``target``.

    Raises:
        InvalidRootValue: it is not tested, is there already, or the groups are of two
            organizations or are tested in two ways.
        RootBeingMoved: it has just come, and not all of it is here yet.
    """
    is_alike = (
        source.organization_id == target.organization_id
        and source.state.service is target.state.service
    )
    if not is_alike or source.name == target.name or was.state.status is not RootStatus.ACTIVE:
        raise InvalidRootValue
    check_settled(was)


def arrived(was: Root, to: GroupName, *, id_: RootId, by: Email, at: datetime) -> Root:
    """Return the root that stands for ``was`` in the group ``to``, from its first state on."""
    here = replace(
        was,
        id=id_,
        group_name=to,
        created_by=by,
        created_at=at,
        move=Move(group_name=was.group_name, root_id=was.id),
        version=next_version(was.version, milliseconds(at)),
    )
    if isinstance(here, GitRoot):
        cloning = Cloning(status=CloningStatus.UNKNOWN, reason="root created", modified_at=at)
        return replace(here, state=_first(here.state, by=by, at=at), cloning=cloning)
    if isinstance(here, IPRoot):
        return replace(here, state=_first(here.state, by=by, at=at))
    return replace(here, state=_first(here.state, by=by, at=at))


def left(was: Root, to: Root, *, by: Email, at: datetime) -> Root:
    """Return ``was`` as it stands once it is tested as ``to``."""
    leaving = Leaving(reason=RootReason.MOVED_TO_ANOTHER_GROUP, other=to.group_name)
    move = Move(group_name=to.group_name, root_id=to.id)
    return replace(deactivated(was, leaving, by=by, at=at), move=move)


def moving(was: Root, move: Move, *, at: datetime) -> Root:
    """Return ``was`` in its next version, with its move as far as ``move`` says."""
    return replace(was, move=move, version=next_version(was.version, milliseconds(at)))


def _first(was: S, *, by: Email, at: datetime) -> S:
    return replace(was, status_at=None, reason=None, other=None, modified_by=by, modified_at=at)


def copy_id(id_: VulnerabilityId, to: RootId) -> VulnerabilityId:
    """Return the id of the copy of a vulnerability in the root ``to``: always the same one."""
    return VulnerabilityId(derived_id("vulnerability", id_, to))


def parted(
    was: Vulnerability, home: Finding | None, course: Course, *, gone: Vulnerability | None = None
) -> Parting:
    """Return what becomes of ``was``, whose copy belongs to ``home``; ``None`` makes no copy.

    What is open is closed by exclusion, and a draft is removed by it: it waits for review where
    its copy is.  Where its finding was removed, ``was`` is ``gone`` at both ends.
    """
    by, at, to = course.by, course.at, course.to
    now = _draft_gone(was, by=by, at=at) if was.state.status in _DRAFTS else None
    now = gone or now or excluded(was, by=by, at=at) or was
    if home is None:
        return Parting(was=was, now=now)
    copy = replace(
        gone or was,
        id=copy_id(was.id, to.root_id),
        finding_id=home.id,
        group_name=to.group_name,
        root_id=to.root_id,
        absorbed=tuple(copy_id(id_, to.root_id) for id_ in was.absorbed),
        merged_into=None if was.merged_into is None else copy_id(was.merged_into, to.root_id),
    )
    return Parting(was=was, now=now, copy=copy)


def is_taken(was: Vulnerability) -> bool:
    """Return whether ``was`` is taken over: not what was excluded before.

    What a person removed is, where a tool saw it: nobody sees the copy, and the next report does
    not bring it back.  What a person merged into another is: it may be told from it again.
    """
    if was.state.status in _CLOSED and Reason.EXCLUSION in was.state.reasons:
        return False
    is_gone = was.state.status in _GONE
    return not is_gone or was.detection is not None or was.merged_into is not None


def _draft_gone(was: Vulnerability, *, by: Email, at: datetime) -> Vulnerability:
    state = replace(
        was.state,
        status=VulnerabilityStatus.DELETED,
        reasons=(Reason.EXCLUSION,),
        other_reason=None,
        modified_by=by,
        modified_at=at,
    )
    return replace(was, state=state, version=next_version(was.version, milliseconds(at)))


def home_id(was: Finding, to: RootId, generation: int) -> FindingId:
    """Return the id of what is made for ``was``, the first time or once more: always the same."""
    return FindingId(derived_id("finding", was.id, to, str(generation)))


def is_live(finding: Finding) -> bool:
    return finding.state.status is not FindingStatus.DELETED


def alike(was: Finding, others: Iterable[Finding]) -> Finding | None:
    """Return the first of ``others`` that says the same as ``was``, of the same rule or of none."""
    told = (was.title, was.description, was.recommendation)
    for other in others:
        is_of_rule = other.detected_by in (None, was.detected_by) or was.detected_by is None
        if (other.title, other.description, other.recommendation) == told and is_of_rule:
            return other
    return None


def home_from(
    was: Finding, to: GroupName, *, id_: FindingId, by_rule: bool, at: datetime
) -> Finding:
    """Return the finding that is made for ``was``; that of its rule only where ``by_rule``."""
    return replace(
        was,
        id=id_,
        group_name=to,
        detected_by=was.detected_by if by_rule else None,
        version=next_version(was.version, milliseconds(at)),
    )
