"""Use cases of vulnerabilities; those of many answer for each, and are a commit a chunk."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from authz.access import origin
from authz.errors import ActionDenied
from authz.grants import FindingGrant, VulnerabilityGrant, require
from authz.policy import Action
from db_model.commit import attempted, commit
from db_model.errors import ChangedMeanwhile
from db_model.findings.types import Finding, Severity
from db_model.findings.update import counted, unchanged
from db_model.roots.get import roots
from db_model.roots.types import Root, RootStatus
from db_model.roots.update import unchanged as root_unchanged
from db_model.types import GroupName, RootId, VulnerabilityId
from db_model.vulnerabilities.get import vulnerabilities, vulnerability
from db_model.vulnerabilities.types import Reason, Vulnerability
from db_model.vulnerabilities.update import updated
from errors import AppError
from findings.domain import standing_finding
from roots.errors import RootNotActive
from store.types import Database, Write
from vulnerabilities.errors import NotInFinding, TooManyVulnerabilities
from vulnerabilities.rules import (
    GONE,
    closed,
    confirmed,
    described,
    figures_change,
    figures_sum,
    rated,
    rejected,
    rejection_from,
    removed,
    resubmitted,
)
from vulnerabilities.types import Change, Edit, Outcome, Rejection

_Place: TypeAlias = tuple[GroupName, RootId]
Decision: TypeAlias = Callable[[Vulnerability, Change], Vulnerability]

MOST: Final = 150  # vulnerabilities of one request
# Of one commit: two writes each and a root at most, the figures, the finding and the origin.
CHUNK: Final = 30


async def close_vulnerabilities(
    db: Database, grant: FindingGrant, ids: Sequence[VulnerabilityId], *, at: datetime
) -> tuple[Outcome, ...]:
    """Close those of the granted finding that are open.

    Raises:
        AppError: as ``_decided_each`` does.
    """
    require(grant, Action.CLOSE_VULNERABILITIES)
    return await _decided_each(db, grant, ids, closed, at=at)


async def confirm_vulnerabilities(
    db: Database, grant: FindingGrant, ids: Sequence[VulnerabilityId], *, at: datetime
) -> tuple[Outcome, ...]:
    """Release those of the granted finding that wait for review, in roots that are tested.

    Raises:
        AppError: as ``_decided_each`` does.
    """
    require(grant, Action.CONFIRM_VULNERABILITIES)
    return await _decided_each(db, grant, ids, confirmed, at=at, in_tested=True)


async def reject_vulnerabilities(
    db: Database,
    grant: FindingGrant,
    ids: Sequence[VulnerabilityId],
    rejection: Rejection,
    *,
    at: datetime,
) -> tuple[Outcome, ...]:
    """Refuse those of the granted finding that wait for review.

    Raises:
        AppError: as ``rejection_from`` and ``_decided_each`` do.
    """
    require(grant, Action.REJECT_VULNERABILITIES)
    kept = rejection_from(rejection)

    def decide(was: Vulnerability, change: Change) -> Vulnerability:
        return rejected(was, change, kept)

    return await _decided_each(db, grant, ids, decide, at=at)


async def resubmit_vulnerabilities(
    db: Database, grant: FindingGrant, ids: Sequence[VulnerabilityId], *, at: datetime
) -> tuple[Outcome, ...]:
    """Put those of the granted finding that were refused up for review again.

    Raises:
        AppError: as ``_decided_each`` does.
    """
    require(grant, Action.RESUBMIT_VULNERABILITIES)
    return await _decided_each(db, grant, ids, resubmitted, at=at)


async def rate_vulnerabilities(
    db: Database,
    grant: FindingGrant,
    ids: Sequence[VulnerabilityId],
    severity: Severity,
    *,
    at: datetime,
) -> tuple[Outcome, ...]:
    """Give vulnerabilities of the granted finding a severity of their own.

    Raises:
        AppError: as ``_decided_each`` does.
    """
    require(grant, Action.UPDATE_VULNERABILITIES_SEVERITY)

    def decide(was: Vulnerability, change: Change) -> Vulnerability:
        return rated(was, change, severity)

    return await _decided_each(db, grant, ids, decide, at=at)


async def remove_vulnerability(
    db: Database, grant: FindingGrant, id_: VulnerabilityId, reason: Reason, *, at: datetime
) -> None:
    """Remove a vulnerability of the granted finding that is not closed.

    Raises:
        NotInFinding: the finding has no such vulnerability.
        ClosedStays: it is closed.
    """
    require(grant, Action.REMOVE_VULNERABILITY)

    def decide(was: Vulnerability, change: Change) -> Vulnerability:
        return removed(was, change, reason)

    await _decided_each(db, grant, [id_], decide, at=at)


async def describe_vulnerability(
    db: Database, grant: VulnerabilityGrant, edit: Edit, *, at: datetime
) -> None:
    """Change the commit or the source of the granted vulnerability; one commit.

    Raises:
        AppError: as ``described`` does.
    """
    require(grant, Action.UPDATE_VULNERABILITY_DESCRIPTION)
    change = Change(by=grant.access.stakeholder.email, at=at)

    async def attempt() -> None:
        was = await vulnerability(db, grant.on.id)
        if was is None or was.state.status in GONE:
            raise ActionDenied
        finding = await standing_finding(db, was.finding_id)
        now = described(was, change, edit)
        if now != was:
            writes: tuple[Write, ...] = (*updated(was, now), unchanged(finding))
            await commit(db, writes, origin(grant.access, at=at))

    await attempted(attempt)


async def _decided_each(
    db: Database,
    grant: FindingGrant,
    ids: Sequence[VulnerabilityId],
    decide: Decision,
    *,
    at: datetime,
    in_tested: bool = False,
) -> tuple[Outcome, ...]:
    """Decide on each of ``ids`` and return what became of it, in order.

    Raises:
        TooManyVulnerabilities: there are more than ``MOST``.
        ActionDenied: the finding was removed meanwhile.
        AppError: none was done; it is why the first was not.
    """
    if len(ids) > MOST:
        raise TooManyVulnerabilities(MOST)
    distinct = tuple(dict.fromkeys(ids))
    outcomes: list[Outcome] = []
    for first in range(0, len(distinct), CHUNK):
        part = distinct[first : first + CHUNK]
        outcomes.extend(await _chunk(db, grant, part, decide, at=at, in_tested=in_tested))
    failures = [outcome.failure for outcome in outcomes if outcome.failure is not None]
    if failures and len(failures) == len(outcomes):
        raise failures[0]
    return tuple(outcomes)


async def _chunk(
    db: Database,
    grant: FindingGrant,
    ids: Sequence[VulnerabilityId],
    decide: Decision,
    *,
    at: datetime,
    in_tested: bool,
) -> tuple[Outcome, ...]:
    change = Change(by=grant.access.stakeholder.email, at=at)

    async def attempt() -> tuple[Outcome, ...]:
        finding = await standing_finding(db, grant.on.id)
        found = await vulnerabilities(db, ids)
        tested = await _roots_of(db, found) if in_tested else None
        decided = [
            (id_, was, _decided(was, finding, change, _within(tested, decide)))
            for id_, was in zip(ids, found, strict=True)
        ]
        steps = [
            (was, now)
            for _, was, now in decided
            if was is not None and isinstance(now, Vulnerability) and now != was
        ]
        if steps:
            still = _still_tested(tested, [was for was, _ in steps])
            await commit(db, (*_writes(finding, steps), *still), origin(grant.access, at=at))
        return tuple(
            Outcome(id=id_, failure=now if isinstance(now, AppError) else None)
            for id_, _, now in decided
        )

    try:
        return await attempted(attempt)
    except ChangedMeanwhile as changed:
        return tuple(Outcome(id=id_, failure=changed) for id_ in ids)


async def _roots_of(
    db: Database, found: Sequence[Vulnerability | None]
) -> Mapping[_Place, Root | None]:
    places = list(dict.fromkeys((was.group_name, was.root_id) for was in found if was is not None))
    return dict(zip(places, await roots(db, places), strict=True))


def _within(tested: Mapping[_Place, Root | None] | None, decide: Decision) -> Decision:
    """Return what decides as ``decide`` does, and refuses where the root is not tested."""
    if tested is None:
        return decide

    def decide_within(was: Vulnerability, change: Change) -> Vulnerability:
        now = decide(was, change)
        root = tested[was.group_name, was.root_id]
        if root is None or root.state.status is not RootStatus.ACTIVE:
            raise RootNotActive
        return now

    return decide_within


def _still_tested(
    tested: Mapping[_Place, Root | None] | None, steps: Sequence[Vulnerability]
) -> tuple[Write, ...]:
    places = dict.fromkeys((was.group_name, was.root_id) for was in steps) if tested else ()
    found = (tested[place] for place in places) if tested else ()
    return tuple(root_unchanged(root) for root in found if root is not None)


def _decided(
    was: Vulnerability | None, finding: Finding, change: Change, decide: Decision
) -> Vulnerability | AppError:
    if was is None or was.finding_id != finding.id or was.state.status in GONE:
        return NotInFinding()
    try:
        return decide(was, change)
    except AppError as failure:
        return failure


def _writes(
    finding: Finding, steps: Sequence[tuple[Vulnerability, Vulnerability]]
) -> tuple[Write, ...]:
    changes = tuple(figures_change(was.state, now.state) for was, now in steps)
    puts = tuple(put for was, now in steps for put in updated(was, now))
    # Nothing is opened in a finding that is removed at this moment.
    return (*puts, *counted(finding.id, figures_sum(changes)), unchanged(finding))
