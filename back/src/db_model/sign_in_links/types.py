"""A sign-in link: what signs a person in once, without anybody else; its text is stored nowhere."""

from dataclasses import dataclass
from datetime import datetime

from db_model.types import Email, SignInLinkId


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLink:
    """``digest`` is the SHA-256 of the secret in the link, in hex."""

    id: SignInLinkId
    email: Email
    digest: str
    created_at: datetime
    ends_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOwner:
    """What a digest leads to."""

    email: Email
    link_id: SignInLinkId
