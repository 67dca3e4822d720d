"""What the business allows of invitations and other links; pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from db_model.access.types import (
    GroupAccess,
    Membership,
)
from db_model.links.types import Asked
from db_model.types import Email
from stakeholders.errors import (
    AlreadyInGroup,
    AlreadyInOrganization,
    EmailDomainNotAllowed,
    InvitedJustNow,
)

INVITATION_LIFE: Final = timedelta(days=7)
ASKED_AGAIN_AFTER: Final = timedelta(minutes=1)


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
