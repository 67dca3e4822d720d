"""Use cases of vulnerabilities; those of many answer for each, and are a commit a chunk."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from authz.access import origin
from authz.errors import ActionDenied
from authz.grants import FindingGrant, VulnerabilityGrant, require
from authz.policy import Action
from db_model.commit import attempted, commit
from db_model.errors import ChangedMeanwhile
from db_model.findings.types import Severity
from db_model.findings.update import counted
from db_model.types import FindingId, VulnerabilityId
from db_model.vulnerabilities.get import vulnerabilities, vulnerability
from db_model.vulnerabilities.types import Reason, Vulnerability, VulnerabilityStatus
from db_model.vulnerabilities.update import updated
from errors import AppError
from store.types import Database, Write
from vulnerabilities.errors import NotInFinding, TooManyVulnerabilities
from vulnerabilities.rules import (
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

Decision: TypeAlias = Callable[[Vulnerability, Change], Vulnerability]

MOST: Final = 150  # vulnerabilities of one request
CHUNK: Final = 45  # of one commit: two writes each, the figures and the origin
_GONE: Final = frozenset({VulnerabilityStatus.DELETED, VulnerabilityStatus.MASKED})


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
    """Release those of the granted finding that wait for review.

    Raises:
        AppError: as ``_decided_each`` does.
    """
    require(grant, Action.CONFIRM_VULNERABILITIES)
    return await _decided_each(db, grant, ids, confirmed, at=at)


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
        if was is None or was.state.status in _GONE:
            raise ActionDenied
        now = described(was, change, edit)
        if now != was:
            await commit(db, updated(was, now), origin(grant.access, at=at))

    await attempted(attempt)


async def _decided_each(
    db: Database,
    grant: FindingGrant,
    ids: Sequence[VulnerabilityId],
    decide: Decision,
    *,
    at: datetime,
) -> tuple[Outcome, ...]:
    """Decide on each of ``ids`` and return what became of it, in order.

    Raises:
        TooManyVulnerabilities: there are more than ``MOST``.
        AppError: none was done; it is why the first was not.
    """
    if len(ids) > MOST:
        raise TooManyVulnerabilities(MOST)
    distinct = tuple(dict.fromkeys(ids))
    outcomes: list[Outcome] = []
    for first in range(0, len(distinct), CHUNK):
        part = distinct[first : first + CHUNK]
        outcomes.extend(await _chunk(db, grant, part, decide, at=at))
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
) -> tuple[Outcome, ...]:
    change = Change(by=grant.access.stakeholder.email, at=at)

    async def attempt() -> tuple[Outcome, ...]:
        found = await vulnerabilities(db, ids)
        decided = [
            (id_, was, _decided(was, grant.on.id, change, decide))
            for id_, was in zip(ids, found, strict=True)
        ]
        steps = [
            (was, now)
            for _, was, now in decided
            if was is not None and isinstance(now, Vulnerability) and now != was
        ]
        if steps:
            await commit(db, _writes(grant.on.id, steps), origin(grant.access, at=at))
        return tuple(
            Outcome(id=id_, failure=now if isinstance(now, AppError) else None)
            for id_, _, now in decided
        )

    try:
        return await attempted(attempt)
    except ChangedMeanwhile as changed:
        return tuple(Outcome(id=id_, failure=changed) for id_ in ids)


def _decided(
    was: Vulnerability | None, finding_id: FindingId, change: Change, decide: Decision
) -> Vulnerability | AppError:
    if was is None or was.finding_id != finding_id or was.state.status in _GONE:
        return NotInFinding()
    try:
        return decide(was, change)
    except AppError as failure:
        return failure


def _writes(
    finding_id: FindingId, steps: Sequence[tuple[Vulnerability, Vulnerability]]
) -> tuple[Write, ...]:
    changes = tuple(figures_change(was.state, now.state) for was, now in steps)
    puts = tuple(put for was, now in steps for put in updated(was, now))
    return (*puts, *counted(finding_id, figures_sum(changes)))
