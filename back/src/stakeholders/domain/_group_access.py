"""Membership of groups: offered by an invitation, and gone on the very next request."""

from dataclasses import replace
from datetime import datetime

from authz.access import Access, Principal, access_of, origin
from authz.errors import ActionDenied
from authz.grants import GroupGrant, require
from authz.policy import Action
from db_model.access import keys
from db_model.access.add import group_access_added
from db_model.access.get import last_version
from db_model.access.remove import removed
from db_model.access.types import GroupAccess, Membership, OrganizationAccess
from db_model.access.update import changed
from db_model.commit import attempted, commit
from db_model.groups.get import groups
from db_model.groups.types import Group, GroupStatus
from db_model.mails.types import Circular
from db_model.organizations.get import organization as stored_organization
from db_model.types import Email, MailId
from kit.time import milliseconds
from outbox.queue import circulated, queued
from stakeholders.domain._circulars import unsubscription
from stakeholders.domain._credentials import departure
from stakeholders.domain._letters import invitation_mail
from stakeholders.domain._members import invited, joined, member, parted, succession
from stakeholders.errors import StakeholderNotFound
from stakeholders.rules.invitations import asked, check_domain, check_invitable
from stakeholders.rules.members import (
    group_role_from,
    is_service_account,
    manages,
    member_email_from,
    responsibility_from,
)
from stakeholders.types import Member, Seat
from store.types import Database, Write
from store.versions import next_version


async def invite_to_group(
    db: Database, grant: GroupGrant, seat: Seat, *, id_: MailId, at: datetime
) -> Member:
    """Invite somebody to the granted group, by a mail of this id; one commit.

    Nobody has any right by being invited.  Links of an invitation before this one die.

    Raises:
        AlreadyInGroup: the person is a member.
        InvitedJustNow: the person was invited less than a minute ago.
        RoleNotGrantable: the caller may not grant the role.
        EmailDomainNotAllowed: the organization does not allow it.
        AppError: the e-mail or the responsibility is refused.
    """
    require(grant, Action.GRANT_STAKEHOLDER_ACCESS)
    group = grant.on
    responsibility = responsibility_from(seat.responsibility)
    email = member_email_from(seat.email)
    role = group_role_from(seat.role, grant.access.group_actions(group.name))
    organization = await stored_organization(db, group.organization_id)
    check_domain(email, organization.policies.allowed_email_domains if organization else ())

    async def attempt() -> Member:
        person = await access_of(db, Principal(email=email))
        was = person.groups.get(group.name) if person else None
        check_invitable(was, now=at)
        last = was.version if was else await last_version(db, keys.of_group(email, group.name))
        access = GroupAccess(
            email=email,
            group_name=group.name,
            role=role,
            granted_by=grant.access.stakeholder.email,
            granted_at=at,
            responsibility=responsibility,
            has_access=False,
            invitation=asked(id_, at=at),
            version=next_version(last, milliseconds(at)),
        )
        stakeholder, writes = await invited(db, person, email, at=at)
        writes += changed(was, access) if was else group_access_added(access)
        writes += await queued(db, invitation_mail(access, group.name), at=at)
        await commit(db, writes, origin(grant.access, at=at))
        return member(stakeholder, access)

    return await attempted(attempt)


async def update_group_access(
    db: Database, grant: GroupGrant, seat: Seat, *, at: datetime
) -> Member:
    """Give a member of the granted group another role and responsibility; one commit.

    Of somebody who was invited, the invitation is changed.

    Raises:
        StakeholderNotFound: the person is no member.
        RoleNotGrantable: the caller may not grant the role.
        LastGroupManager: nobody else manages the group.
        AppError: the responsibility is refused.
    """
    require(grant, Action.UPDATE_GROUP_STAKEHOLDER)
    group, email = grant.on, _known_as(seat.email)
    responsibility = responsibility_from(seat.responsibility)
    role = group_role_from(seat.role, grant.access.group_actions(group.name))

    async def attempt() -> Member:
        person = await access_of(db, Principal(email=email))
        was = _held(person, group)
        if person is None or was is None:
            raise StakeholderNotFound
        access = replace(
            was,
            role=role,
            custom_role=None,
            responsibility=responsibility,
            granted_by=grant.access.stakeholder.email,
            granted_at=at,
            version=next_version(was.version, milliseconds(at)),
        )
        stays = () if manages(access) else await succession(db, was)
        stakeholder, writes = await (joined if was.has_access else invited)(
            db, person, email, at=at
        )
        writes += (*changed(was, access), *stays)
        await commit(db, writes, origin(grant.access, at=at))
        return member(stakeholder, access)

    return await attempted(attempt)


async def remove_group_access(
    db: Database, grant: GroupGrant, *, email: str, at: datetime
) -> Email:
    """Remove a member from the granted group, or take an invitation back; one commit.

    Return the e-mail.

    Who is left in no active group of the organization leaves it too, unless it manages it; and
    who is left in nothing leaves the platform.

    Raises:
        ActionDenied: the person is no member.
        LastGroupManager: nobody else manages the group.
    """
    require(grant, Action.REMOVE_STAKEHOLDER_ACCESS)
    return await _left(db, grant, _known_as(email), at=at)


async def leave_group(db: Database, grant: GroupGrant, *, id_: MailId, at: datetime) -> bool:
    """Take the caller out of the granted group, as ``remove_group_access`` does.

    Return whether there are managers who want to know it: a circular of this id tells them.

    Raises:
        StakeholderNotFound: the caller is no member, as an administrator of the platform may be.
        LastGroupManager: nobody else manages the group.
    """
    require(grant, Action.UNSUBSCRIBE_FROM_GROUP)
    held = grant.access.groups.get(grant.on.name)
    if held is None or not held.has_access:
        raise StakeholderNotFound
    told = await unsubscription(db, grant, id_, at=at)
    await _left(db, grant, grant.access.stakeholder.email, at=at, told=told)
    return bool(told.to)


async def _left(
    db: Database,
    grant: GroupGrant,
    known: Email,
    *,
    at: datetime,
    told: Circular | None = None,
) -> Email:
    group, by = grant.on, grant.access.stakeholder.email

    async def attempt() -> Email:
        person = await access_of(db, Principal(email=known))
        access = _held(person, group)
        if person is None or access is None:
            raise ActionDenied
        stays = await succession(db, access)
        writes = [*await left_group(db, person, group, by=by, at=at), *stays]
        if told is not None:
            writes += await circulated(db, told, at=at)
        await commit(db, writes, origin(grant.access, at=at))
        return known

    return await attempted(attempt)


async def left_group(
    db: Database, person: Access, group: Group, *, by: Email, at: datetime
) -> tuple[Write, ...]:
    """Return the writes by which ``person`` is a member of ``group`` no more, or not invited.

    Who is left in no active group of the organization leaves it too, unless it manages it; and
    who is left in nothing leaves the platform.
    """
    left: list[Membership] = [person.groups[group.name]]
    membership = person.organizations.get(group.organization_id)
    leaves = left[0].has_access and membership is not None and membership.has_access
    if membership is not None and leaves and not await _is_needed(db, person, membership, group):
        left.append(membership)
    return (
        *(write for each in left for write in removed(each, by=by, at=at)),
        *parted(person, left, at=at),
        *await departure(db, left, at=at),
    )


def _known_as(email: str) -> Email:
    return Email(email.strip().lower())


def _held(person: Access | None, group: Group) -> GroupAccess | None:
    if person is None or is_service_account(person.principal.email):
        return None
    return person.groups.get(group.name)


async def _is_needed(
    db: Database, person: Access, membership: OrganizationAccess, left: Group
) -> bool:
    """Return whether ``person`` stays in the organization after having ``left`` the group."""
    if manages(membership):
        return True
    held = [name for name, each in person.groups.items() if each.has_access]
    others = await groups(db, [name for name in held if name != left.name])
    return any(
        other is not None
        and other.organization_id == membership.organization_id
        and other.state.status is GroupStatus.ACTIVE
        for other in others
    )
