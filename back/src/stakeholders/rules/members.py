"""What the business allows of memberships; pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, TypeVar

from authz.policy import GROUP, ORGANIZATION, Action
from db_model.access.types import (
    GroupAccess,
    GroupRole,
    Membership,
    OrganizationAccess,
    OrganizationRole,
)
from db_model.stakeholders.types import PlatformRole
from db_model.types import Email
from stakeholders.errors import (
    LastGroupManager,
    LastOrganizationManager,
    RoleNotGrantable,
)
from texts.errors import InvalidEmail
from texts.rules import email as email_from
from texts.rules import filled, sized, words

M = TypeVar("M", bound=Membership)
SERVICE_DOMAIN: Final = "integrates.local"  # of the accounts that groups' CI agents act as
# Owns what is left behind where nobody else can.
PLATFORM: Final = Email(f"platform@{SERVICE_DOMAIN}")
REMINDED_BEFORE: Final = timedelta(days=21)
# Who may appoint a manager is one; an administrator is member of nothing.
_GROUP_MANAGERS: Final = GROUP[Action.GRANT_GROUP_USER_MANAGER] - {GroupRole.ADMIN}
_ORGANIZATION_MANAGERS: Final = ORGANIZATION[Action.GRANT_ORGANIZATION_USER_MANAGER] - {
    OrganizationRole.ADMIN
}


def is_service_account(email: Email) -> bool:
    """Return whether a program acts as ``email``: what such an account may do is settled."""
    return email.endswith(f"@{SERVICE_DOMAIN}")


def member_email_from(text: str) -> Email:
    """Return the e-mail of somebody who may become a member.

    Raises:
        InvalidEmail: it is no address, or that of a service account.
    """
    email = Email(email_from(text))
    if is_service_account(email):
        raise InvalidEmail
    return email


def group_role_from(name: str, allowed: frozenset[Action]) -> GroupRole:
    """Return the role of this name that somebody with ``allowed`` actions may grant.

    Raises:
        RoleNotGrantable: there is none, or these actions do not include it.
    """
    role = name.lower()
    if f"grant_group_level_role:{role}" not in allowed:
        raise RoleNotGrantable(role)
    return GroupRole(role)


def organization_role_from(name: str, allowed: frozenset[Action]) -> OrganizationRole:
    """Return the role of this name in an organization, as ``group_role_from`` does."""
    role = name.lower()
    if f"grant_organization_level_role:{role}" not in allowed:
        raise RoleNotGrantable(role)
    return OrganizationRole(role)


def responsibility_from(text: str) -> str:
    """Return what somebody is responsible for in a group.

    Raises:
        InvalidLength: it has not 1 to 50 characters.
        BlankText: it has nothing but white space.
        InvalidField: a word of it has something else than letters and digits.
    """
    return words(filled(sized(text, least=1, most=50)))


def manages(member: Membership) -> bool:
    """Return whether ``member`` may appoint managers."""
    if not member.has_access or is_service_account(member.email):
        return False
    if isinstance(member, GroupAccess):
        return member.role in _GROUP_MANAGERS
    return member.role in _ORGANIZATION_MANAGERS


def heir(role: OrganizationRole, members: Iterable[OrganizationAccess], *, leaving: Email) -> Email:
    """Return who owns what ``leaving`` owned in an organization, where it had ``role``.

    It is the first other person with the role, or else the platform's own account.
    """
    for member in members:
        is_other = member.email != leaving and not is_service_account(member.email)
        if is_other and member.has_access and member.role is role:
            return member.email
    return PLATFORM


def successor(leaving: M, members: Iterable[M]) -> M:
    """Return a manager that stays when ``leaving``, the membership of a manager, ends.

    Raises:
        LastGroupManager: a group would be left without one.
        LastOrganizationManager: an organization would.
    """
    for member in members:
        if member.email != leaving.email and manages(member):
            return member
    raise LastGroupManager if isinstance(leaving, GroupAccess) else LastOrganizationManager


def platform_role_from(name: str, allowed: frozenset[Action]) -> PlatformRole:
    """Return the role of this name on the platform, as ``group_role_from`` does."""
    role = name.lower()
    if f"grant_user_level_role:{role}" not in allowed:
        raise RoleNotGrantable(role)
    return PlatformRole(role)


def is_reminded(last_activity: datetime, *, days: int, now: datetime) -> bool:
    """Return whether who is let go after so many days of doing nothing is to be told by ``now``.

    That is 21 days before, or half the time where it is shorter than 42 days.
    """
    before = min(REMINDED_BEFORE, timedelta(days=days) / 2)
    return last_activity + timedelta(days=days) - before <= now


def is_inactive(last_activity: datetime | None, *, days: int, now: datetime) -> bool:
    """Return whether somebody did nothing for more than so many days; who never did, waits."""
    return last_activity is not None and now - last_activity > timedelta(days=days)
