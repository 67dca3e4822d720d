"""What the business allows of API tokens and of memberships; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final, TypeVar

from authz.policy import GROUP, ORGANIZATION, Action
from db_model.access.types import (
    GroupAccess,
    GroupRole,
    Membership,
    OrganizationAccess,
    OrganizationRole,
)
from db_model.api_tokens.types import ApiToken, Reach
from db_model.links.types import Asked
from db_model.stakeholders.types import Notice, Notifications, PlatformRole, Stakeholder
from db_model.types import Email, GroupName
from kit.time import milliseconds
from stakeholders.errors import (
    AlreadyInGroup,
    AlreadyInOrganization,
    EmailDomainNotAllowed,
    InvalidExpirationTime,
    InvalidOverlap,
    InvalidReach,
    InvalidSeverity,
    InvitedJustNow,
    LastGroupManager,
    LastOrganizationManager,
    RoleNotGrantable,
    TokenReplaced,
    TooManyTokens,
)
from stakeholders.types import AskedReach
from store.versions import next_version
from texts.errors import InvalidEmail
from texts.rules import email as email_from
from texts.rules import filled, free, sized, words

M = TypeVar("M", bound=Membership)

MOST_TOKENS: Final = 2
LONGEST_LIFE: Final = timedelta(weeks=26)
INVITATION_LIFE: Final = timedelta(days=7)
ASKED_AGAIN_AFTER: Final = timedelta(minutes=1)
USE_RECORDED_EVERY: Final = timedelta(seconds=60)
LONGEST_OVERLAP: Final = timedelta(days=7)  # of a token and the one that replaces it
WARNED_BEFORE: Final = (timedelta(days=14), timedelta(days=3))
UNUSED: Final = timedelta(days=180)  # after which a token is revoked
MOST_REACHED: Final = 50  # organizations, or groups, that a token may be held to
SERVICE_DOMAIN: Final = "integrates.local"  # of the accounts that groups' CI agents act as
# Owns what is left behind where nobody else can.
PLATFORM: Final = Email(f"platform@{SERVICE_DOMAIN}")
# Who may appoint a manager is one; an administrator is member of nothing.
_GROUP_MANAGERS: Final = GROUP[Action.GRANT_GROUP_USER_MANAGER] - {GroupRole.ADMIN}
_ORGANIZATION_MANAGERS: Final = ORGANIZATION[Action.GRANT_ORGANIZATION_USER_MANAGER] - {
    OrganizationRole.ADMIN
}
_HIGHEST_SEVERITY: Final = 10.0  # score of CVSS
# What whoever has no other roles than these is told of before having chosen.
_USUAL: Final[Mapping[str, frozenset[Notice]]] = MappingProxyType(
    {
        GroupRole.USER: frozenset(
            {
                Notice.UPDATED_TREATMENT,
                Notice.VULNERABILITY_ASSIGNED,
                Notice.VULNERABILITY_REPORT,
            }
        ),
        GroupRole.USER_MANAGER: frozenset(
            {
                Notice.AGENT_TOKEN,
                Notice.EVENT_REPORT,
                Notice.FILE_UPDATE,
                Notice.GROUP_INFORMATION,
                Notice.GROUP_REPORT,
                Notice.REMINDER_NOTIFICATION,
                Notice.ROOT_UPDATE,
                Notice.SERVICE_UPDATE,
                Notice.UNSUBSCRIPTION_ALERT,
                Notice.UPDATED_TREATMENT,
                Notice.VULNERABILITY_REPORT,
            }
        ),
        GroupRole.VULNERABILITY_MANAGER: frozenset(
            {Notice.EVENT_REPORT, Notice.UPDATED_TREATMENT, Notice.VULNERABILITY_REPORT}
        ),
    }
)
_OVERSEERS: Final = frozenset(
    {GroupRole.CUSTOMER_MANAGER, GroupRole.RESOURCER, GroupRole.USER_MANAGER}
)
# To whom a kind goes that does not go to everybody.
_TOLD_TO: Final[Mapping[Notice, frozenset[GroupRole]]] = MappingProxyType(
    {
        Notice.AGENT_TOKEN: frozenset({GroupRole.USER_MANAGER}),
        Notice.FILE_UPDATE: _OVERSEERS | {GroupRole.HACKER},
        Notice.GROUP_INFORMATION: _OVERSEERS,
        Notice.PORTFOLIO_UPDATE: _OVERSEERS,
        Notice.ROOT_UPDATE: _OVERSEERS,
        Notice.SERVICE_UPDATE: _OVERSEERS,
        Notice.UNSUBSCRIPTION_ALERT: _OVERSEERS,
        Notice.UPDATED_TREATMENT: _OVERSEERS | {GroupRole.VULNERABILITY_MANAGER},
        Notice.VULNERABILITY_REPORT: frozenset(GroupRole) - {GroupRole.USER},
    }
)


def token_name_from(text: str) -> str:
    """Return a name that tells its owner's tokens apart.

    Raises:
        AppError: it is blank, longer than 20 characters, or no free text.
    """
    return free(sized(filled(text), least=1, most=20), "name")


def expiry_from(seconds: int, *, now: datetime) -> datetime:
    """Return the instant that is ``seconds`` after the epoch.

    Raises:
        InvalidExpirationTime: it is not later than ``now`` by at most 26 weeks.
    """
    if not now.timestamp() < seconds < (now + LONGEST_LIFE).timestamp():
        raise InvalidExpirationTime
    return datetime.fromtimestamp(seconds, UTC)


def standing(tokens: Sequence[ApiToken], *, now: datetime) -> tuple[ApiToken, ...]:
    """Return the tokens that have not expired."""
    return tuple(token for token in tokens if token.expires_at > now)


def check_room(tokens: Sequence[ApiToken], *, now: datetime) -> None:
    """Check that one more token may be had, not counting those that were replaced.

    Raises:
        TooManyTokens: as many as may be stand already.
    """
    if sum(not token.replaced for token in standing(tokens, now=now)) >= MOST_TOKENS:
        raise TooManyTokens(MOST_TOKENS)


def reach_from(asked: AskedReach) -> Reach | None:
    """Return what a token is held to; ``None`` for all that its owner may do.

    Raises:
        InvalidReach: a list is empty or too long, or places are named without scopes.
    """
    lists = (asked.scopes, asked.organizations, asked.groups)
    if all(given is None for given in lists):
        return None
    if asked.scopes is None or any(
        given is not None and not 1 <= len(given) <= MOST_REACHED for given in lists
    ):
        raise InvalidReach
    return Reach(
        scopes=frozenset(asked.scopes),
        organizations=frozenset(asked.organizations or ()),
        groups=frozenset(GroupName(name.lower()) for name in asked.groups or ()),
    )


def overlap_from(seconds: int) -> timedelta:
    """Return how long a token works on beside the one that replaces it.

    Raises:
        InvalidOverlap: it is negative, or longer than 7 days.
    """
    if not 0 <= seconds <= LONGEST_OVERLAP.total_seconds():
        raise InvalidOverlap
    return timedelta(seconds=seconds)


def check_overlaps(tokens: Sequence[ApiToken], *, now: datetime) -> None:
    """Check that one more token may be replaced while it works on.

    Raises:
        TooManyTokens: as many as may be do already.
    """
    if sum(token.replaced for token in standing(tokens, now=now)) >= MOST_TOKENS:
        raise TooManyTokens(MOST_TOKENS)


def retired(token: ApiToken, *, overlap: timedelta, now: datetime) -> ApiToken:
    """Return ``token`` as it is once it was replaced: it ends with the overlap, or as it did.

    Raises:
        TokenReplaced: it was replaced before.
    """
    if token.replaced:
        raise TokenReplaced
    return replace(
        token,
        replaced=True,
        expires_at=min(token.expires_at, now + overlap),
        version=next_version(token.version, milliseconds(now)),
    )


def looks(token: ApiToken) -> tuple[datetime, ...]:
    """Return when ``token`` is to be looked at: before it expires, and once it may be unused."""
    at = (*(token.expires_at - before for before in WARNED_BEFORE), token.issued_at + UNUSED)
    return tuple(each for each in at if token.issued_at < each < token.expires_at)


def warned_of(token: ApiToken, *, now: datetime) -> timedelta | None:
    """Return the shortest time before its end at which a warning of ``token`` is due by ``now``."""
    due = [before for before in WARNED_BEFORE if token.expires_at - before <= now]
    return min(due, default=None) if token.expires_at > now and not token.replaced else None


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


def asked(id_: str, *, at: datetime) -> Asked:
    """Return what somebody is asked ``at`` that instant, for as long as links to it are good."""
    return Asked(id=id_, at=at, until=at + INVITATION_LIFE)


def check_asked_before(before: Asked | None, *, now: datetime) -> None:
    """Check that somebody who was asked ``before`` may be asked again.

    Raises:
        InvitedJustNow: it was less than a minute ago.
    """
    if before is not None and now - before.at < ASKED_AGAIN_AFTER:
        raise InvitedJustNow


def check_invitable(held: Membership | None, *, now: datetime) -> None:
    """Check that somebody who holds this may be invited there.

    Raises:
        AlreadyInGroup: the person is a member; or AlreadyInOrganization.
        InvitedJustNow: the person was invited less than a minute ago.
    """
    if held is None:
        return
    if held.has_access:
        raise AlreadyInGroup if isinstance(held, GroupAccess) else AlreadyInOrganization
    check_asked_before(held.invitation, now=now)


def is_open(asked: Asked | None, *, now: datetime) -> bool:
    """Return whether what was asked still waits for an answer."""
    return asked is not None and asked.until > now


def check_domain(email: Email, allowed: Iterable[str]) -> None:
    """Check that ``email`` is of one of the ``allowed`` domains; any will do if there are none.

    Raises:
        EmailDomainNotAllowed: it is of another; a subdomain is another.
    """
    domains = frozenset(allowed)
    if domains and email.rpartition("@")[2] not in domains:
        raise EmailDomainNotAllowed


def wants(person: Stakeholder, notice: Notice) -> bool:
    """Return whether ``person`` is to be told of such a thing; who never chose is told of it."""
    return person.notifications is None or notice in person.notifications.email


def usual_notices(roles: Iterable[str]) -> frozenset[Notice]:
    """Return what somebody with these roles is told of before having chosen."""
    held = frozenset(roles)
    if held - _USUAL.keys():
        return frozenset(Notice)
    return frozenset(notice for role in held for notice in _USUAL[role])


def available_notices(roles: Iterable[str]) -> frozenset[Notice]:
    """Return what there is to be told of for somebody with these roles in groups."""
    held = frozenset(roles)
    return frozenset(n for n in Notice if n not in _TOLD_TO or held & _TOLD_TO[n])


def notifications_from(
    email: Iterable[Notice], sms: Iterable[Notice], least_severity: float
) -> Notifications:
    """Return what somebody chooses to be told of, each kind once, by name.

    Raises:
        InvalidSeverity: the least severity is no CVSS score.
    """
    if not 0.0 <= least_severity <= _HIGHEST_SEVERITY:
        raise InvalidSeverity
    return Notifications(
        email=tuple(sorted(set(email))),
        sms=tuple(sorted(set(sms))),
        least_severity=round(least_severity, 1),
    )


def platform_role_from(name: str, allowed: frozenset[Action]) -> PlatformRole:
    """Return the role of this name on the platform, as ``group_role_from`` does."""
    role = name.lower()
    if f"grant_user_level_role:{role}" not in allowed:
        raise RoleNotGrantable(role)
    return PlatformRole(role)


def is_inactive(last_activity: datetime | None, *, days: int, now: datetime) -> bool:
    """Return whether somebody did nothing for more than so many days; who never did, waits."""
    return last_activity is not None and now - last_activity > timedelta(days=days)
