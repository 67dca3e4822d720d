"""Use cases of findings."""

from datetime import datetime
from typing import Final

from authz.access import origin
from authz.errors import ActionDenied
from authz.grants import FindingGrant, GroupGrant, require
from authz.policy import Action
from db_model.commit import attempted, commit
from db_model.findings.add import added
from db_model.findings.get import figures, of_group
from db_model.findings.get import finding as stored_finding
from db_model.findings.remove import rule_freed
from db_model.findings.types import Finding, FindingStatus, RemovalReason
from db_model.findings.update import updated
from db_model.types import FindingId
from findings.rules.changes import (
    check_distinct,
    described,
    finding_from,
    rated,
    removed,
    standing_of,
    texts_from,
)
from findings.rules.severity import severity_from
from findings.types import NewFinding, Rating, Texts
from jobs.enqueue import enqueue
from store.types import Database

REMOVE: Final = "remove-finding"  # the job that removes what a removed finding has


async def add_finding(
    db: Database, grant: GroupGrant, new: NewFinding, *, id_: FindingId, at: datetime
) -> Finding:
    """Add a finding without vulnerabilities to the granted group; one commit.

    Raises:
        SameText: a finding of the same title has its description or threat.
        AppError: as ``finding_from`` does.
    """
    require(grant, Action.ADD_FINDING)
    by = grant.access.stakeholder.email
    finding = finding_from(new, grant.on.name, id_=id_, by=by, at=at)
    texts = texts_from(new.texts)

    async def attempt() -> Finding:
        check_distinct(texts, await of_group(db, grant.on.name))
        await commit(db, added(finding), origin(grant.access, at=at))
        return finding

    return await attempted(attempt)


async def describe_finding(
    db: Database, grant: FindingGrant, texts: Texts, *, at: datetime
) -> Finding:
    """Write other texts into the granted finding; one commit.

    Raises:
        TitleIsFixed: a vulnerability of it was released, and its title would change.
        SameText: another finding of the same title has its new description or threat.
        AppError: as ``texts_from`` does.
    """
    require(grant, Action.UPDATE_FINDING_DESCRIPTION)
    by = grant.access.stakeholder.email

    async def attempt() -> Finding:
        was = await standing_finding(db, grant.on.id)
        kept = texts_from(texts, was)
        (counted,) = await figures(db, [was.id])
        now = described(was, kept, standing_of(counted), by=by, at=at)
        check_distinct(kept, await of_group(db, was.group_name), was)
        return await _committed(db, grant, was, now, at=at)

    return await attempted(attempt)


async def rate_finding(
    db: Database, grant: FindingGrant, rating: Rating, *, at: datetime
) -> Finding:
    """Give the granted finding another severity of CVSS 3.1; one commit.

    Raises:
        AppError: as ``severity_from`` does.
    """
    require(grant, Action.UPDATE_SEVERITY)
    severity = severity_from(rating)
    by = grant.access.stakeholder.email

    async def attempt() -> Finding:
        was = await standing_finding(db, grant.on.id)
        return await _committed(db, grant, was, rated(was, severity, by=by, at=at), at=at)

    return await attempted(attempt)


async def remove_finding(
    db: Database, grant: FindingGrant, reason: RemovalReason, *, at: datetime
) -> None:
    """Remove the granted finding; one commit, after which nobody sees anything of it.

    A job removes its vulnerabilities.  What is a false positive keeps its rule, so that no
    report brings it back; otherwise the next report of the rule makes another finding.
    """
    require(grant, Action.REMOVE_FINDING)
    by = grant.access.stakeholder.email

    async def attempt() -> None:
        was = await standing_finding(db, grant.on.id)
        freed = () if reason is RemovalReason.FALSE_POSITIVE else await rule_freed(db, was)
        now = removed(was, reason, by=by, at=at)
        wish = await enqueue(db, REMOVE, was.id, now=at)
        await commit(db, (*updated(was, now), *freed, wish), origin(grant.access, at=at))

    await attempted(attempt)


async def standing_finding(db: Database, id_: FindingId) -> Finding:
    """Return a finding as it is by now: no get where it was read, unless a commit was refused.

    Raises:
        ActionDenied: there is none, or it was removed meanwhile.
    """
    found = await stored_finding(db, id_)
    if found is None or found.state.status is FindingStatus.DELETED:
        raise ActionDenied
    return found


async def _committed(
    db: Database, grant: FindingGrant, was: Finding, now: Finding, *, at: datetime
) -> Finding:
    if now != was:
        await commit(db, updated(was, now), origin(grant.access, at=at))
    return now
