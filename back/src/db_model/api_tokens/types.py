"""An API token: what a script signs in with; its text is stored nowhere."""

from dataclasses import dataclass
from datetime import datetime

from db_model.types import Email, TokenId


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """``digest`` is the SHA-256 of the text, in hex."""

    id: TokenId
    email: Email
    name: str
    digest: str
    issued_at: datetime
    expires_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenOwner:
    """What a digest leads to."""

    email: Email
    token_id: TokenId


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenUse:
    at: datetime
    address: str | None = None
    version: int
