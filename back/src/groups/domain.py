"""Use cases of groups."""

from datetime import datetime

from authz.access import origin
from authz.grants import OrganizationGrant, require
from authz.policy import Action
from db_model.access.add import group_access_added, organization_access_added
from db_model.access.types import GroupAccess, GroupRole, OrganizationAccess, OrganizationRole
from db_model.commit import attempted, commit
from db_model.groups.add import added
from db_model.groups.get import group as stored_group
from db_model.groups.types import Group
from db_model.stakeholders.add import added as stakeholder_added
from db_model.stakeholders.types import Stakeholder
from db_model.types import Email
from groups.errors import GroupNameTaken
from groups.rules import group_from, service_account
from groups.types import NewGroup
from kit.time import milliseconds
from store.types import Database, Write


async def add_group(
    db: Database, grant: OrganizationGrant, new: NewGroup, *, at: datetime
) -> Group:
    """Add a group to the granted organization, with the account of its CI agent; one commit.

    The caller becomes its user manager; a platform administrator has all rights and gets none.

    Raises:
        GroupNameTaken: there is, or was, a group of this name.
        AppError: as ``group_from`` does.
    """
    require(grant, Action.ADD_GROUP)
    email = grant.access.stakeholder.email
    group = group_from(new, grant.on, by=email, at=at)

    async def attempt() -> Group:
        if await stored_group(db, group.name) is not None:
            raise GroupNameTaken
        writes: tuple[Write, ...] = (*added(group), *service_writes(group, by=email, at=at))
        if not grant.access.is_admin:
            writes += group_access_added(member(group, email, GroupRole.USER_MANAGER, by=email))
        await commit(db, writes, origin(grant.access, at=at))
        return group

    return await attempted(attempt)


def member(group: Group, email: Email, role: GroupRole, *, by: Email) -> GroupAccess:
    """Return the membership that somebody has in a group from its first day on."""
    return GroupAccess(
        email=email,
        group_name=group.name,
        role=role,
        granted_by=by,
        granted_at=group.created_at,
        version=group.version,
    )


def service_writes(group: Group, *, by: Email, at: datetime) -> tuple[Write, ...]:
    """Return the writes that make the account of a group's CI agent, and a member of it."""
    email = service_account(group.name)
    account = Stakeholder(
        email=email,
        first_name="CI agent",
        last_name=group.name,
        role=None,
        registered_at=at,
        version=milliseconds(at),
    )
    membership = OrganizationAccess(
        email=email,
        organization_id=group.organization_id,
        role=OrganizationRole.USER,
        granted_by=by,
        granted_at=at,
        version=milliseconds(at),
    )
    return (
        *stakeholder_added(account),
        *organization_access_added(membership),
        *group_access_added(member(group, email, GroupRole.SERVICE_FORCES, by=by)),
    )
