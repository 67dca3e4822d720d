"""Membership of organizations: who leaves one leaves all of its groups."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from authz.access import Access, Principal, access_of, origin
from authz.errors import ActionDenied
from authz.grants import OrganizationGrant, require
from authz.policy import Action
from db_model.access import keys
from db_model.access.add import organization_access_added
from db_model.access.get import last_version
from db_model.access.remove import removed
from db_model.access.types import GroupAccess, Membership, OrganizationAccess
from db_model.access.update import changed
from db_model.commit import attempted, commit
from db_model.context import Origin
from db_model.groups.get import groups
from db_model.groups.types import GroupStatus
from db_model.types import Email, MailId, OrganizationId
from kit.time import milliseconds
from outbox.queue import queued
from stakeholders.domain._credentials import departure
from stakeholders.domain._letters import invitation_mail
from stakeholders.domain._managers import entrance
from stakeholders.domain._members import invited, joined, member, parted, succession
from stakeholders.errors import StakeholderNotFound
from stakeholders.rules.invitations import asked, check_domain, check_invitable
from stakeholders.rules.members import (
    is_service_account,
    manages,
    member_email_from,
    organization_role_from,
)
from stakeholders.types import Member, Seat
from store.types import Check, Database, Write
from store.versions import next_version

GROUPS_A_COMMIT: Final = 14  # of four writes each, and up to 44 for the organization and the person


async def invite_to_organization(
    db: Database, grant: OrganizationGrant, seat: Seat, *, id_: MailId, at: datetime
) -> Member:
    """Invite somebody to the granted organization, by a mail of this id; one commit.

    Raises:
        AlreadyInOrganization: the person is a member.
        InvitedJustNow: the person was invited less than a minute ago.
        RoleNotGrantable: the caller may not grant the role.
        EmailDomainNotAllowed: the organization does not allow it.
        InvalidEmail: the e-mail is refused.
    """
    require(grant, Action.GRANT_STAKEHOLDER_ORGANIZATION_ACCESS)
    organization = grant.on
    email = member_email_from(seat.email)
    role = organization_role_from(seat.role, grant.access.organization_actions(organization.id))
    check_domain(email, organization.policies.allowed_email_domains)

    async def attempt() -> Member:
        person = await access_of(db, Principal(email=email))
        was = person.organizations.get(organization.id) if person else None
        check_invitable(was, now=at)
        key = keys.of_organization(email, organization.id)
        last = was.version if was else await last_version(db, key)
        access = OrganizationAccess(
            email=email,
            organization_id=organization.id,
            role=role,
            granted_by=grant.access.stakeholder.email,
            granted_at=at,
            has_access=False,
            invitation=asked(id_, at=at),
            version=next_version(last, milliseconds(at)),
        )
        stakeholder, writes = await invited(db, person, email, at=at)
        writes += changed(was, access) if was else organization_access_added(access)
        writes += await queued(db, invitation_mail(access, organization.name), at=at)
        await commit(db, writes, origin(grant.access, at=at))
        return member(stakeholder, access)

    return await attempted(attempt)


async def update_organization_access(
    db: Database, grant: OrganizationGrant, seat: Seat, *, at: datetime
) -> Member:
    """Give a member of the granted organization another role; one commit.

    A job lets a new customer manager into the groups.

    Raises:
        StakeholderNotFound: the person is no member.
        RoleNotGrantable: the caller may not grant the role.
        LastOrganizationManager: nobody else manages the organization.
    """
    require(grant, Action.UPDATE_ORGANIZATION_STAKEHOLDER)
    organization, email = grant.on, Email(seat.email.strip().lower())
    actions = grant.access.organization_actions(organization.id)
    role = organization_role_from(seat.role, actions)

    async def attempt() -> Member:
        person = await access_of(db, Principal(email=email))
        was = _held(person, organization.id)
        if person is None or was is None:
            raise StakeholderNotFound
        access = replace(
            was,
            role=role,
            custom_role=None,
            granted_by=grant.access.stakeholder.email,
            granted_at=at,
            version=next_version(was.version, milliseconds(at)),
        )
        stays = () if manages(access) else await succession(db, was)
        stakeholder, writes = await (joined if was.has_access else invited)(
            db, person, email, at=at
        )
        writes += (*changed(was, access), *stays, *await entrance(db, access, at=at))
        await commit(db, writes, origin(grant.access, at=at))
        return member(stakeholder, access)

    return await attempted(attempt)


async def remove_organization_access(
    db: Database, grant: OrganizationGrant, *, email: str, at: datetime
) -> None:
    """Remove a member from the granted organization and from all of its groups.

    The membership goes with the last groups, in one commit; so what was broken off before can
    be done again.  Who is left in nothing leaves the platform in that commit too.

    Raises:
        ActionDenied: the person is no member.
        LastOrganizationManager: nobody else manages the organization.
        LastGroupManager: nobody else manages one of its groups.
    """
    require(grant, Action.REMOVE_STAKEHOLDER_ORGANIZATION_ACCESS)
    known = Email(email.strip().lower())
    await leave_organization(db, known, grant.on.id, origin(grant.access, at=at))


async def leave_organization(
    db: Database,
    email: Email,
    id_: OrganizationId,
    origin: Origin,
    *,
    fence: Sequence[Check] = (),
) -> None:
    """Remove a member as ``remove_organization_access`` does, whoever asks for it.

    A job puts its ``fence`` into each commit.

    Raises:
        ActionDenied: the person is no member; or as there.
    """
    while not await attempted(partial(_removed_from_some, db, email, id_, origin, fence)):
        pass


async def check_leavable(db: Database, person: Access, membership: OrganizationAccess) -> None:
    """Check that ``person`` can leave an organization, as ``leave_organization`` would.

    Raises:
        LastOrganizationManager: nobody else manages the organization.
        LastGroupManager: nobody else manages one of its groups.
    """
    await succession(db, membership)
    await _group_accesses(db, person, membership.organization_id)


async def _removed_from_some(
    db: Database, email: Email, id_: OrganizationId, origin: Origin, fence: Sequence[Check]
) -> bool:
    """Remove as much as one commit takes; return whether that was all.

    Who was only invited to the organization stays invited to its groups.
    """
    person = await access_of(db, Principal(email=email))
    membership = _held(person, id_)
    if person is None or membership is None:
        raise ActionDenied
    stays = await succession(db, membership)
    ends = await _group_accesses(db, person, id_) if membership.has_access else []
    chosen: list[tuple[Membership, tuple[Write, ...]]] = [*ends[:GROUPS_A_COMMIT]]
    is_all = len(ends) <= GROUPS_A_COMMIT
    if is_all:
        chosen.append((membership, stays))
    await commit(db, (*await _parting(db, person, chosen, origin), *fence), origin)
    return is_all


async def _parting(
    db: Database,
    person: Access,
    chosen: Sequence[tuple[Membership, tuple[Write, ...]]],
    origin: Origin,
) -> tuple[Write, ...]:
    """Return the writes by which ``person`` is in none of what is ``chosen``."""
    by, at = origin.principal, origin.at
    left = [access for access, _ in chosen]
    return (
        *(w for access, checks in chosen for w in (*removed(access, by=by, at=at), *checks)),
        *parted(person, left, at=at),
        *await departure(db, left, at=at),
    )


async def _group_accesses(
    db: Database, person: Access, id_: OrganizationId
) -> list[tuple[GroupAccess, tuple[Write, ...]]]:
    """Return what ``person`` is in the groups, and what each needs to have a manager left."""
    found = await groups(db, list(person.groups))
    return [
        (
            person.groups[group.name],
            await succession(db, person.groups[group.name])
            if group.state.status is GroupStatus.ACTIVE
            else (),
        )
        for group in found
        if group is not None and group.organization_id == id_
    ]


def _held(person: Access | None, id_: OrganizationId) -> OrganizationAccess | None:
    if person is None or is_service_account(person.principal.email):
        return None
    return person.organizations.get(id_)
