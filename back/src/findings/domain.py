"""Use cases of findings."""

from datetime import datetime

from authz.access import origin
from authz.errors import ActionDenied
from authz.grants import FindingGrant, GroupGrant, require
from authz.policy import Action
from db_model.commit import attempted, commit
from db_model.findings.add import added
from db_model.findings.get import figures, of_group
from db_model.findings.get import finding as stored_finding
from db_model.findings.types import Finding, FindingStatus
from db_model.findings.update import updated
from db_model.types import FindingId
from findings.rules.changes import (
    check_distinct,
    described,
    finding_from,
    rated,
    standing_of,
    texts_from,
)
from findings.rules.severity import severity_from
from findings.types import NewFinding, Rating, Texts
from store.types import Database


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
        was = await _live(db, grant.on.id)
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
        was = await _live(db, grant.on.id)
        return await _committed(db, grant, was, rated(was, severity, by=by, at=at), at=at)

    return await attempted(attempt)


async def _live(db: Database, id_: FindingId) -> Finding:
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
