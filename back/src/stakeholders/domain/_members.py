"""Members of groups and organizations: who they are, and what all changes of them share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from authz.access import Access, Principal, access_of
from authz.errors import LoginRequired
from authz.grants import GroupGrant, OrganizationGrant, require
from authz.policy import Action
from db_model.access.get import groups_of, of_group, of_organization
from db_model.access.types import GroupAccess, Membership
from db_model.access.update import unchanged
from db_model.api_tokens.remove import removed as token_removed
from db_model.groups.get import groups
from db_model.groups.types import Group, GroupStatus
from db_model.identities.remove import removed as identity_removed
from db_model.sessions.remove import removed as session_removed
from db_model.sign_in_links.remove import removed as link_removed
from db_model.stakeholders.add import added
from db_model.stakeholders.get import last_version, stakeholders
from db_model.stakeholders.remove import removed
from db_model.stakeholders.types import PlatformRole, Stakeholder
from db_model.stakeholders.update import touched
from db_model.types import Email
from kit.time import milliseconds
from stakeholders.errors import StakeholderNotFound
from stakeholders.rules.invitations import is_open
from stakeholders.rules.members import is_service_account, manages, successor
from stakeholders.types import Member
from store.types import Database, Write
from store.versions import next_version


async def members_of_group(db: Database, grant: GroupGrant, *, now: datetime) -> tuple[Member, ...]:
    """Return the people of the granted group by e-mail, also those who have yet to answer.

    Its service account is none.
    """
    require(grant, Action.READ_GROUP_STAKEHOLDERS)
    return await _members(db, await of_group(db, grant.on.name), now=now)


async def members_of_organization(
    db: Database, grant: OrganizationGrant, *, now: datetime
) -> tuple[Member, ...]:
    """Return the people of the granted organization, as ``members_of_group`` does."""
    require(grant, Action.READ_ORGANIZATION_STAKEHOLDERS)
    return await _members(db, await of_organization(db, grant.on.id), now=now)


async def member_of_group(db: Database, grant: GroupGrant, email: str, *, now: datetime) -> Member:
    """Return the person of the granted group with this e-mail, also an invited one: one query.

    Raises:
        StakeholderNotFound: the group has no such member that is a person.
    """
    require(grant, Action.READ_GROUP_STAKEHOLDER)
    person = await _person(db, email)
    return _shown(person, person.groups.get(grant.on.name), now=now)


async def member_of_organization(
    db: Database, grant: OrganizationGrant, email: str, *, now: datetime
) -> Member:
    """Return the person of the granted organization, as ``member_of_group`` does."""
    require(grant, Action.READ_ORGANIZATION_STAKEHOLDER)
    person = await _person(db, email)
    return _shown(person, person.organizations.get(grant.on.id), now=now)


async def groups_of_member(db: Database, caller: Access, email: Email) -> tuple[Group, ...]:
    """Return the active groups of a person by name, of those whose members ``caller`` may see.

    One query, and one get a hundred.
    """
    names = [
        access.group_name
        for access in await groups_of(db, email)
        if access.has_access
        and Action.READ_GROUP_STAKEHOLDER in caller.group_actions(access.group_name)
    ]
    found = await groups(db, names)
    return tuple(
        group for group in found if group is not None and group.state.status is GroupStatus.ACTIVE
    )


def member(stakeholder: Stakeholder, access: Membership) -> Member:
    """Return how ``access`` shows the ``stakeholder`` whose it is."""
    responsibility = access.responsibility if isinstance(access, GroupAccess) else None
    return Member(
        stakeholder=stakeholder,
        role=access.role,
        responsibility=responsibility,
        custom_role=access.custom_role,
        has_access=access.has_access,
    )


async def invited(
    db: Database, person: Access | None, email: Email, *, at: datetime
) -> tuple[Stakeholder, tuple[Write, ...]]:
    """Return who is invited, as ``joined`` does: nobody is one of the platform by that yet."""
    if person is not None:
        return person.stakeholder, (touched(person.stakeholder, at=at),)
    new = await _nobody(db, email, at=at)
    return new, added(new)


async def joined(
    db: Database, person: Access | None, email: Email, *, at: datetime
) -> tuple[Stakeholder, tuple[Write, ...]]:
    """Return who becomes a member, and the writes that make it one of the platform.

    They are one at least: of several changes to what one person is a member of, only one can
    be made on what was read.
    """
    if person is None:
        nobody = await _nobody(db, email, at=at)
        new = replace(nobody, role=PlatformRole.USER, is_registered=True)
        return new, added(new)
    known = person.stakeholder
    known = replace(known, role=known.role or PlatformRole.USER, is_registered=True)
    return known, (touched(known, at=at),)


async def _nobody(db: Database, email: Email, *, at: datetime) -> Stakeholder:
    last = await last_version(db, email)
    return Stakeholder(
        email=email,
        first_name="",
        last_name="",
        role=None,
        registered_at=at,
        is_registered=False,
        version=next_version(last, milliseconds(at)),
    )


def parted(person: Access, left: Sequence[Membership], *, at: datetime) -> tuple[Write, ...]:
    """Return what becomes of ``person`` itself when it is none of ``left`` any more.

    Who is a member of nothing is removed from the platform, with all that it signs in with.  An
    administrator is a member of everything, and who was only invited somewhere leaves nothing,
    unless nobody knows the person but by that.  Of several changes to what one person is a member
    of, only one can be made on what was read, so whoever is let in elsewhere meanwhile stays.
    """
    memberships: set[Membership] = {*person.groups.values(), *person.organizations.values()}
    leaves = any(each.has_access for each in left) or not person.stakeholder.is_registered
    if person.is_admin or not leaves or memberships - set(left):
        return (touched(person.stakeholder, at=at),)
    return departed(person, at=at)


def departed(person: Access, *, at: datetime) -> tuple[Write, ...]:
    """Return the writes that remove ``person`` and all that it signs in with.

    Each way in is made by a commit that changes the person, so none can be made meanwhile.
    """
    return (
        *(write for token in person.tokens for write in token_removed(token)),
        *(write for session in person.sessions for write in session_removed(session)),
        *(write for link in person.links for write in link_removed(link)),
        *(write for identity in person.identities for write in identity_removed(identity)),
        *removed(person.stakeholder, at=at),
    )


async def fresh(db: Database, access: Access) -> Access:
    """Return what the caller is by now: no query, unless a commit was refused.

    Raises:
        LoginRequired: the caller was removed meanwhile.
    """
    current = await access_of(db, access.principal)
    if current is None:
        raise LoginRequired
    return current


async def succession(db: Database, leaving: Membership) -> tuple[Write, ...]:
    """Return what lets a commit through only while a manager is left when ``leaving`` is none.

    Raises:
        LastGroupManager: no other one is there; or LastOrganizationManager.
    """
    if not manages(leaving):
        return ()
    if isinstance(leaving, GroupAccess):
        return (unchanged(successor(leaving, await of_group(db, leaving.group_name))),)
    members = await of_organization(db, leaving.organization_id)
    return (unchanged(successor(leaving, members)),)


async def _person(db: Database, email: str) -> Access:
    person = await access_of(db, Principal(email=Email(email.strip().lower())))
    if person is None or is_service_account(person.principal.email):
        raise StakeholderNotFound
    return person


def _shown(person: Access, access: Membership | None, *, now: datetime) -> Member:
    if access is None or not _is_listed(access, now):
        raise StakeholderNotFound
    return member(person.stakeholder, access)


def _is_listed(access: Membership, now: datetime) -> bool:
    return access.has_access or is_open(access.invitation, now=now)


async def _members(
    db: Database, accesses: Sequence[Membership], *, now: datetime
) -> tuple[Member, ...]:
    shown = [
        each for each in accesses if _is_listed(each, now) and not is_service_account(each.email)
    ]
    found = await stakeholders(db, [access.email for access in shown])
    return tuple(
        member(stakeholder, access)
        for stakeholder, access in zip(found, shown, strict=True)
        if stakeholder is not None
    )
