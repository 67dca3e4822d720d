"""An identity: somebody as an issuer of OpenID Connect knows them, linked to a person for good."""

from dataclasses import dataclass
from datetime import datetime

from db_model.types import Email


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A role that the issuer's groups gave: on the platform, in an organization or a group.

    ``id`` is the organization's id or the group's name, and empty for the platform.
    """

    level: str
    id: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """``subject`` is what the issuer never calls anybody else; ``email`` is the person's here."""

    issuer: str
    subject: str
    email: Email
    linked_at: datetime
    last_sign_in_at: datetime
    given: tuple[Place, ...] = ()
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityOwner:
    """What an issuer's subject leads to; that it still holds must be read from the person."""

    email: Email
