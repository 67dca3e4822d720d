"""Whose CI jobs become the CI agent of a group, and for what."""

from dataclasses import dataclass
from datetime import datetime

from db_model.api_tokens.types import Scope
from db_model.types import Email, GroupName, RuleId, TokenId


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a claim must be: ``*`` stands for a part between slashes, ``**`` for anything."""

    claim: str
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustRule:
    """A job whose token is of ``issuer``, for ``audience``, with all ``conditions`` met.

    ``email`` is the account that it becomes.  A rule is never changed.
    """

    id: RuleId
    email: Email
    group_name: GroupName
    issuer: str
    audience: str
    conditions: tuple[Condition, ...]
    scopes: frozenset[Scope]
    created_by: Email
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A job's token that was exchanged, by its SHA-256, from where, and for which of ours.

    ``since`` is when it was exchanged first; ``digest`` and ``token_id`` are of what it was
    exchanged for last, as what ``email``.
    """

    subject: str
    address: str | None
    since: datetime
    email: Email
    digest: str
    token_id: TokenId
