"""Use cases of groups."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from authz.access import origin
from authz.errors import ActionDenied
from authz.grants import GroupGrant, OrganizationGrant, require
from authz.policy import Action
from db_model.access.add import group_access_added, organization_access_added
from db_model.access.types import GroupAccess, GroupRole, OrganizationAccess, OrganizationRole
from db_model.commit import attempted, commit
from db_model.groups.add import added
from db_model.groups.get import group as stored_group
from db_model.groups.types import Group, GroupStatus
from db_model.groups.update import updated
from db_model.organizations.get import organization as stored_organization
from db_model.organizations.types import OwnPolicies
from db_model.stakeholders.add import added as stakeholder_added
from db_model.stakeholders.types import Stakeholder
from db_model.stakeholders.update import touched
from db_model.types import Email
from groups.errors import GroupNameTaken, GroupRemoved
from groups.rules import (
    group_from,
    removed,
    service_account,
    with_context,
    with_disambiguation,
    with_info,
    with_policies,
    with_services,
    with_tags,
    without_tag,
)
from groups.types import GroupInfo, NewGroup, NewServices, Removal
from jobs.enqueue import enqueue
from kit.time import milliseconds
from stakeholders.domain import admission, fresh
from store.types import Database, Write
from store.versions import next_version

REMOVE: Final = "remove-group"  # the job that removes what a removed group had
SORT_OUT: Final = "sort-out-roots"  # the job that deactivates roots that a group does not test


async def add_group(
    db: Database, grant: OrganizationGrant, new: NewGroup, *, at: datetime
) -> Group:
    """Add a group to the granted organization, with the account of its CI agent; one commit.

    The caller becomes its user manager; a platform administrator has all rights and gets none.
    A job lets the customer managers of the organization in.

    Raises:
        GroupNameTaken: there is, or was, a group of this name.
        LoginRequired: the caller was removed meanwhile; or ActionDenied, from the organization.
        AppError: as ``group_from`` does.
    """
    require(grant, Action.ADD_GROUP)
    email = grant.access.stakeholder.email
    group = group_from(new, grant.on, by=email, at=at)

    async def attempt() -> Group:
        if await stored_group(db, group.name) is not None:
            raise GroupNameTaken
        caller = await fresh(db, grant.access)
        if Action.ADD_GROUP not in caller.organization_actions(grant.on.id):
            raise ActionDenied
        writes: tuple[Write, ...] = (
            *added(group),
            *service_writes(group, by=email, at=at),
            touched(caller.stakeholder, at=at),
            *await admission(db, group, at=at),
        )
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


async def update_group_info(
    db: Database, grant: GroupGrant, new: GroupInfo, *, at: datetime
) -> Group:
    """Describe the granted group anew; one commit.

    Raises:
        AppError: as ``with_info`` does.
    """
    require(grant, Action.UPDATE_GROUP_INFO)
    return await _changed(db, grant, lambda was: with_info(was, new, at=at), at=at)


async def update_group_context(
    db: Database, grant: GroupGrant, context: str | None, *, at: datetime
) -> Group:
    """Tell what people who test the granted group should know; one commit.

    Raises:
        InvalidLength: as ``with_context`` does.
    """
    require(grant, Action.UPDATE_GROUP_ACCESS_INFO)
    return await _changed(db, grant, lambda was: with_context(was, context), at=at)


async def update_group_disambiguation(
    db: Database, grant: GroupGrant, disambiguation: str | None, *, at: datetime
) -> Group:
    """Tell the granted group from others that are like it; one commit.

    Raises:
        InvalidLength: as ``with_disambiguation`` does.
    """
    require(grant, Action.UPDATE_GROUP_DISAMBIGUATION)
    return await _changed(db, grant, lambda was: with_disambiguation(was, disambiguation), at=at)


async def add_group_tags(
    db: Database, grant: GroupGrant, tags: Sequence[str], *, at: datetime
) -> Group:
    """Put the granted group into portfolios; one commit.

    Raises:
        AppError: as ``with_tags`` does.
    """
    require(grant, Action.ADD_GROUP_TAGS)
    by = grant.access.stakeholder.email
    return await _changed(db, grant, lambda was: with_tags(was, tags, by=by, at=at), at=at)


async def remove_group_tag(db: Database, grant: GroupGrant, tag: str, *, at: datetime) -> Group:
    """Take the granted group out of a portfolio; one commit.

    Raises:
        TagNotFound: it is not in it.
    """
    require(grant, Action.REMOVE_GROUP_TAG)
    by = grant.access.stakeholder.email
    return await _changed(db, grant, lambda was: without_tag(was, tag, by=by, at=at), at=at)


async def update_group_policies(
    db: Database, grant: GroupGrant, asked: OwnPolicies, *, at: datetime
) -> Group:
    """Give the granted group policies of its own; one commit.

    Raises:
        AppError: as ``with_policies`` does.
    """
    require(grant, Action.UPDATE_GROUP_POLICIES)
    by = grant.access.stakeholder.email
    organization = await stored_organization(db, grant.on.organization_id)
    if organization is None:
        raise ActionDenied
    return await _changed(
        db, grant, lambda was: with_policies(was, asked, organization, by=by, at=at), at=at
    )


async def update_group(db: Database, grant: GroupGrant, new: NewServices, *, at: datetime) -> Group:
    """Serve the granted group as ``new`` says, or remove it as ``remove_group`` does; one commit.

    A job deactivates the roots that another service does not test.

    Raises:
        AppError: as ``with_services`` does.
    """
    require(grant, Action.UPDATE_GROUP)
    by = grant.access.stakeholder.email
    return await _changed(db, grant, lambda was: with_services(was, new, by=by, at=at), at=at)


async def remove_group(db: Database, grant: GroupGrant, removal: Removal, *, at: datetime) -> None:
    """Remove the granted group; one commit, after which nobody reaches anything of it.

    A job removes what it had.  The group stays as a record, so its name stays taken.

    Raises:
        GroupRemoved: somebody else has just removed it.
        AppError: as ``removed`` does.
    """
    require(grant, Action.REMOVE_GROUP)
    by = grant.access.stakeholder.email
    try:
        await _changed(db, grant, lambda was: removed(was, removal, by=by, at=at), at=at)
    except ActionDenied as denied:
        raise GroupRemoved from denied


async def standing(db: Database, grant: GroupGrant) -> Group:
    """Return the granted group as it is by now: no get, unless a commit was refused.

    Raises:
        ActionDenied: it was removed meanwhile.
    """
    now = await stored_group(db, grant.on.name)
    if now is None or now.state.status is not GroupStatus.ACTIVE:
        raise ActionDenied
    return now


async def _changed(
    db: Database, grant: GroupGrant, decide: Callable[[Group], Group], *, at: datetime
) -> Group:
    """Store what ``decide`` makes of the granted group; where that changes nothing, no commit."""

    async def attempt() -> Group:
        was = await standing(db, grant)
        now = decide(was)
        if now == was:
            return was
        now = replace(now, version=next_version(was.version, milliseconds(at)))
        writes = (*updated(was, now), *await _wishes(db, was, now, at=at))
        await commit(db, writes, origin(grant.access, at=at))
        return now

    return await attempted(attempt)


async def _wishes(db: Database, was: Group, now: Group, *, at: datetime) -> tuple[Write, ...]:
    if now.state.status is GroupStatus.DELETED:
        return (await enqueue(db, REMOVE, now.name, now=at),)
    if now.state.service is was.state.service:
        return ()
    return (await enqueue(db, SORT_OUT, now.name, now=at),)
