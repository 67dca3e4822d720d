"""Which notices people get, and which they may choose; pure."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from db_model.access.types import (
    GroupRole,
)
from db_model.stakeholders.types import Notice, Notifications, Stakeholder
from stakeholders.errors import (
    InvalidSeverity,
)

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
