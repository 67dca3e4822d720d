"""Giving roles of an organization to its members, and to those of its groups."""

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from authz.access import Access, Principal, access_of, origin
from authz.custom import actions_of
from authz.grants import GroupGrant, OrganizationGrant, require
from authz.policy import Action
from db_model.access.types import (
    GroupAccess,
    GroupRole,
    Membership,
    OrganizationAccess,
    OrganizationRole,
)
from db_model.access.update import changed
from db_model.commit import attempted, commit
from db_model.roles.types import CustomRole, RoleLevel
from db_model.roles.update import touched as role_touched
from db_model.stakeholders.update import touched
from db_model.types import Email, OrganizationId, RoleId
from kit.time import milliseconds
from roles.domain._defining import found
from roles.rules import check_given
from stakeholders.domain import member, succession
from stakeholders.errors import StakeholderNotFound
from stakeholders.rules.members import is_service_account
from stakeholders.types import Member
from store.types import Database
from store.versions import next_version

_Held = TypeVar("_Held", GroupAccess, OrganizationAccess)


async def assign_in_group(
    db: Database, grant: GroupGrant, *, id_: RoleId, email: str, at: datetime
) -> Member:
    """Give a member of the granted group a role that the organization defined; one commit.

    Raises:
        RoleNotFound: the organization has no such role for groups.
        RoleTooStrong: the role allows what the caller is not allowed in the group.
        StakeholderNotFound: the person is no member.
        LastGroupManager: nobody else manages the group.
    """
    require(grant, Action.UPDATE_GROUP_STAKEHOLDER)
    group, held = grant.on, grant.access.group_actions(grant.on.name)

    async def attempt() -> Member:
        role = await _given(db, group.organization_id, id_, RoleLevel.GROUP, held)
        person = await _person(db, email)
        was = person.groups.get(group.name)
        if was is None:
            raise StakeholderNotFound
        now = replace(_holding(was, role, grant.access, at=at), role=GroupRole.CUSTOM)
        return await _assigned(db, grant.access, person, was, now, role)

    return await attempted(attempt)


async def assign_in_organization(
    db: Database, grant: OrganizationGrant, *, id_: RoleId, email: str, at: datetime
) -> Member:
    """Give a member of the granted organization a role of it, as ``assign_in_group`` does.

    Raises:
        LastOrganizationManager: nobody else manages the organization.
    """
    require(grant, Action.UPDATE_ORGANIZATION_STAKEHOLDER)
    organization = grant.on.id
    held = grant.access.organization_actions(organization)

    async def attempt() -> Member:
        role = await _given(db, organization, id_, RoleLevel.ORGANIZATION, held)
        person = await _person(db, email)
        was = person.organizations.get(organization)
        if was is None:
            raise StakeholderNotFound
        now = replace(_holding(was, role, grant.access, at=at), role=OrganizationRole.CUSTOM)
        return await _assigned(db, grant.access, person, was, now, role)

    return await attempted(attempt)


def _holding(was: _Held, role: CustomRole, by: Access, *, at: datetime) -> _Held:
    return replace(
        was,
        custom_role=role.id,
        granted_by=by.stakeholder.email,
        granted_at=at,
        version=next_version(was.version, milliseconds(at)),
    )


async def _given(
    db: Database,
    organization: OrganizationId,
    id_: RoleId,
    level: RoleLevel,
    held: frozenset[Action],
) -> CustomRole:
    role = await found(db, organization, id_, level)
    check_given(actions_of(role), [held])
    return role


async def _person(db: Database, email: str) -> Access:
    known = Email(email.strip().lower())
    person = None if is_service_account(known) else await access_of(db, Principal(email=known))
    if person is None:
        raise StakeholderNotFound
    return person


async def _assigned(
    db: Database, by: Access, person: Access, was: Membership, now: Membership, role: CustomRole
) -> Member:
    at = now.granted_at
    writes = (
        *changed(was, now),
        *await succession(db, was),
        role_touched(role, at=at),
        touched(person.stakeholder, at=at),
    )
    await commit(db, writes, origin(by, at=at))
    return member(person.stakeholder, now)
