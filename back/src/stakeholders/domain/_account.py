"""What people settle about their own account, and the accounts that administrators add."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from authz.access import Access, Principal, access_of, origin
from authz.grants import PlatformGrant, require
from authz.policy import Action
from db_model.commit import attempted, commit
from db_model.stakeholders.add import added
from db_model.stakeholders.get import last_version
from db_model.stakeholders.types import Notice, Notifications, Stakeholder, Tours
from db_model.stakeholders.update import changed
from db_model.types import Email
from kit.time import milliseconds
from stakeholders.domain._members import fresh
from stakeholders.errors import AlreadyStakeholder
from stakeholders.rules.members import member_email_from, platform_role_from
from stakeholders.rules.notices import available_notices, usual_notices
from store.types import Database
from store.versions import next_version


async def accept_legal(db: Database, access: Access, *, remember: bool, at: datetime) -> None:
    """Remember whether the caller is to be shown the legal notice again; one commit, or none."""
    await _settled(db, access, lambda was: replace(was, remembers_legal=remember), at=at)


async def update_tours(db: Database, access: Access, tours: Tours, *, at: datetime) -> None:
    """Remember which tours the caller has taken; one commit, or none."""
    await _settled(db, access, lambda was: replace(was, tours=tours), at=at)


async def update_notifications(
    db: Database, access: Access, notifications: Notifications, *, at: datetime
) -> None:
    """Remember what the caller wants to be told of; one commit, or none."""
    await _settled(db, access, lambda was: replace(was, notifications=notifications), at=at)


def notifications_of(access: Access) -> Notifications:
    """Return what the caller is told of: what was chosen, or else what is usual."""
    person = access.stakeholder
    if person.notifications is not None:
        return person.notifications
    return Notifications(email=tuple(sorted(usual_notices(_roles(access)))))


def notices_for(access: Access) -> tuple[Notice, ...]:
    """Return what there is for the caller to be told of, by name."""
    return tuple(sorted(available_notices(_roles(access))))


async def add_stakeholder(
    db: Database, grant: PlatformGrant, *, email: str, role: str, at: datetime
) -> Email:
    """Make somebody known to the platform, with a role on it and no group; one commit.

    Raises:
        AlreadyStakeholder: there is somebody with this e-mail.
        RoleNotGrantable: the caller may not grant the role.
        InvalidEmail: the e-mail is refused.
    """
    require(grant, Action.ADD_STAKEHOLDER)
    known = member_email_from(email)
    given = platform_role_from(role, grant.access.platform_actions())

    async def attempt() -> Email:
        if await access_of(db, Principal(email=known)) is not None:
            raise AlreadyStakeholder
        person = Stakeholder(
            email=known,
            first_name="",
            last_name="",
            role=given,
            registered_at=at,
            is_registered=False,
            version=next_version(await last_version(db, known), milliseconds(at)),
        )
        await commit(db, added(person), origin(grant.access, at=at))
        return known

    return await attempted(attempt)


async def _settled(
    db: Database,
    access: Access,
    settle: Callable[[Stakeholder], Stakeholder],
    *,
    at: datetime,
) -> None:
    async def attempt() -> None:
        was = (await fresh(db, access)).stakeholder
        now = settle(was)
        if now != was:
            now = replace(now, version=next_version(was.version, milliseconds(at)))
            await commit(db, changed(was, now), origin(access, at=at))

    await attempted(attempt)


def _roles(access: Access) -> frozenset[str]:
    held = (each.role for each in access.groups.values() if each.has_access)
    within = (each.role for each in access.organizations.values() if each.has_access)
    return frozenset({*held, *within})
