"""Membership of groups: it is had at once, and gone on the very next request."""

from dataclasses import replace
from datetime import datetime

from authz.access import Access, Principal, access_of, origin
from authz.errors import ActionDenied
from authz.grants import GroupGrant, require
from authz.policy import Action
from db_model.access import keys
from db_model.access.add import group_access_added, organization_access_added
from db_model.access.get import last_version
from db_model.access.remove import removed
from db_model.access.types import GroupAccess, Membership, OrganizationAccess, OrganizationRole
from db_model.access.update import changed
from db_model.commit import attempted, commit
from db_model.groups.get import groups
from db_model.groups.types import Group, GroupStatus
from db_model.types import Email
from kit.time import milliseconds
from stakeholders.domain._credentials import departure
from stakeholders.domain._members import joined, member, parted, succession
from stakeholders.errors import AlreadyInGroup, StakeholderNotFound
from stakeholders.rules import (
    group_role_from,
    is_service_account,
    manages,
    member_email_from,
    responsibility_from,
)
from stakeholders.types import Member, Seat
from store.types import Database, Write
from store.versions import next_version


async def grant_group_access(
    db: Database, grant: GroupGrant, seat: Seat, *, at: datetime
) -> Member:
    """Make somebody a member of the granted group, of its organization and of the platform.

    One commit for what of it is missing.

    Raises:
        AlreadyInGroup: the person is a member.
        RoleNotGrantable: the caller may not grant the role.
        AppError: the e-mail or the responsibility is refused.
    """
    require(grant, Action.GRANT_STAKEHOLDER_ACCESS)
    group, by = grant.on, grant.access.stakeholder.email
    responsibility = responsibility_from(seat.responsibility)
    email = member_email_from(seat.email)
    role = group_role_from(seat.role, grant.access.group_actions(group.name))

    async def attempt() -> Member:
        person = await access_of(db, Principal(email=email))
        if person is not None and group.name in person.groups:
            raise AlreadyInGroup
        last = await last_version(db, keys.of_group(email, group.name))
        access = GroupAccess(
            email=email,
            group_name=group.name,
            role=role,
            granted_by=by,
            granted_at=at,
            responsibility=responsibility,
            version=next_version(last, milliseconds(at)),
        )
        stakeholder, writes = await joined(db, person, email, at=at)
        writes += group_access_added(access)
        if person is None or group.organization_id not in person.organizations:
            writes += await _in_organization(db, access, group)
        await commit(db, writes, origin(grant.access, at=at))
        return member(stakeholder, access)

    return await attempted(attempt)


async def update_group_access(
    db: Database, grant: GroupGrant, seat: Seat, *, at: datetime
) -> Member:
    """Give a member of the granted group another role and responsibility; one commit.

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
        stakeholder, writes = await joined(db, person, email, at=at)
        writes += (*changed(was, access), *stays)
        await commit(db, writes, origin(grant.access, at=at))
        return member(stakeholder, access)

    return await attempted(attempt)


async def remove_group_access(
    db: Database, grant: GroupGrant, *, email: str, at: datetime
) -> Email:
    """Remove a member from the granted group; one commit; return the e-mail.

    Who is left in no active group of the organization leaves it too, unless it manages it; and
    who is left in nothing leaves the platform.

    Raises:
        ActionDenied: the person is no member.
        LastGroupManager: nobody else manages the group.
    """
    require(grant, Action.REMOVE_STAKEHOLDER_ACCESS)
    group, by, known = grant.on, grant.access.stakeholder.email, _known_as(email)

    async def attempt() -> Email:
        person = await access_of(db, Principal(email=known))
        access = _held(person, group)
        if person is None or access is None:
            raise ActionDenied
        stays = await succession(db, access)
        writes = (*await left_group(db, person, group, by=by, at=at), *stays)
        await commit(db, writes, origin(grant.access, at=at))
        return known

    return await attempted(attempt)


async def left_group(
    db: Database, person: Access, group: Group, *, by: Email, at: datetime
) -> tuple[Write, ...]:
    """Return the writes by which ``person`` is a member of ``group`` no more.

    Who is left in no active group of the organization leaves it too, unless it manages it; and
    who is left in nothing leaves the platform.
    """
    left: list[Membership] = [person.groups[group.name]]
    membership = person.organizations.get(group.organization_id)
    if membership is not None and not await _is_needed(db, person, membership, group):
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


async def _in_organization(db: Database, access: GroupAccess, group: Group) -> tuple[Write, ...]:
    key = keys.of_organization(access.email, group.organization_id)
    last = await last_version(db, key)
    return organization_access_added(
        OrganizationAccess(
            email=access.email,
            organization_id=group.organization_id,
            role=OrganizationRole.USER,
            granted_by=access.granted_by,
            granted_at=access.granted_at,
            version=next_version(last, milliseconds(access.granted_at)),
        )
    )


async def _is_needed(
    db: Database, person: Access, membership: OrganizationAccess, left: Group
) -> bool:
    """Return whether ``person`` stays in the organization after having ``left`` the group."""
    if manages(membership):
        return True
    others = await groups(db, [name for name in person.groups if name != left.name])
    return any(
        other is not None
        and other.organization_id == membership.organization_id
        and other.state.status is GroupStatus.ACTIVE
        for other in others
    )
