"""A stakeholder: a person or a service account, known by its e-mail."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from db_model.links.types import Asked
from db_model.types import Email


class PlatformRole(StrEnum):
    ADMIN = "admin"
    HACKER = "hacker"
    USER = "user"


class Notice(StrEnum):
    """Kinds of notification, by the names that clients know."""

    ACCESS_GRANTED = "ACCESS_GRANTED"
    AGENT_TOKEN = "AGENT_TOKEN"  # noqa: S105 - a kind of notification
    EVENT_REPORT = "EVENT_REPORT"
    FILE_UPDATE = "FILE_UPDATE"
    GROUP_INFORMATION = "GROUP_INFORMATION"
    GROUP_REPORT = "GROUP_REPORT"
    NEW_COMMENT = "NEW_COMMENT"
    NEW_DRAFT = "NEW_DRAFT"
    PORTFOLIO_UPDATE = "PORTFOLIO_UPDATE"
    REMEDIATE_FINDING = "REMEDIATE_FINDING"
    REMINDER_NOTIFICATION = "REMINDER_NOTIFICATION"
    ROOT_UPDATE = "ROOT_UPDATE"
    SERVICE_UPDATE = "SERVICE_UPDATE"
    UNSUBSCRIPTION_ALERT = "UNSUBSCRIPTION_ALERT"
    UPDATED_TREATMENT = "UPDATED_TREATMENT"
    VULNERABILITY_ASSIGNED = "VULNERABILITY_ASSIGNED"
    VULNERABILITY_REPORT = "VULNERABILITY_REPORT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifications:
    """What somebody wants to be told of; ``least_severity`` is a CVSS score."""

    email: tuple[Notice, ...] = ()
    sms: tuple[Notice, ...] = ()
    least_severity: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tours:
    """Which of the tours of a front end somebody has taken."""

    new_group: bool = False
    new_root: bool = False
    new_risk_exposure: bool = True
    welcome: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakeholder:
    """Who was only invited is not registered.

    ``notifications`` is ``None`` for who never chose: then the roles tell.  ``deletion`` is what
    the person has asked for and not confirmed.
    """

    email: Email
    first_name: str
    last_name: str
    role: PlatformRole | None
    registered_at: datetime
    is_registered: bool = True
    last_login_at: datetime | None = None
    remembers_legal: bool = False
    tours: Tours = field(default_factory=Tours)
    notifications: Notifications | None = None
    deletion: Asked | None = None
    version: int
