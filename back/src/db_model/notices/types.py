"""What a person is told without having asked, and keeps for a while."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db_model.types import Email, TokenId


class NoticeKind(StrEnum):
    TOKEN_EXPIRES = "TOKEN_EXPIRES"  # noqa: S105  # what is told, and no token
    TOKEN_UNUSED = "TOKEN_UNUSED"  # noqa: S105  # as above


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something about a token of ``email``: it ends at ``token_expires_at``, or was revoked."""

    id: str
    email: Email
    kind: NoticeKind
    at: datetime
    token_id: TokenId
    token_name: str
    token_expires_at: datetime
    version: int
