"""What may be asked of stakeholders, and what is shown of them."""

from dataclasses import dataclass
from datetime import datetime

from db_model.access.types import GroupRole, OrganizationRole
from db_model.api_tokens.types import ApiToken, Scope
from db_model.links.types import Purpose
from db_model.sessions.types import Session
from db_model.stakeholders.types import Stakeholder
from db_model.types import Email, GroupName, OrganizationId, RoleId, TokenId


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """What somebody is to be, in a group or an organization, as it was asked for.

    ``responsibility`` is for groups only.
    """

    email: str
    role: str
    responsibility: str = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A stakeholder as a group or an organization knows it; without access, one it invited."""

    stakeholder: Stakeholder
    role: GroupRole | OrganizationRole
    responsibility: str | None = None
    has_access: bool = True
    custom_role: RoleId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """Where somebody signs in.

    ``agent`` is what the browser calls itself.  ``replaced`` is the digest of the session that
    it has had until now, anybody's: a browser has one.
    """

    agent: str = ""
    address: str | None = None
    request_id: str | None = None
    replaced: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Living:
    """A session that stands, and from where and when it was used last, to the minute."""

    session: Session
    last_used_at: datetime
    address: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedReach:
    """What a token is to be held to, as it was asked for; ``None`` where nothing was."""

    scopes: tuple[Scope, ...] | None = None
    organizations: tuple[OrganizationId, ...] | None = None
    groups: tuple[GroupName, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token that is asked for; it expires at ``expires``, in epoch seconds."""

    id: TokenId
    name: str
    expires: int
    reach: AskedReach = AskedReach()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A token that was made, with its text, which is shown only now."""

    text: str
    token: ApiToken


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What somebody who holds a link answers with it, and where from."""

    secret: str
    purpose: Purpose
    address: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a link asks ``email``; ``by`` and ``role`` are empty where nobody offers any.

    ``subject`` names the group or the organization for people, ``place`` as it is stored.
    """

    purpose: Purpose
    email: Email
    subject: str
    place: str
    by: str = ""
    role: str = ""
    until: datetime
