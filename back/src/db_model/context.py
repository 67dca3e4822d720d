"""What a commit tells of itself: for whom it was made, and what it does."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db_model.types import Email, GroupName, OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who asked for a change, through what, from where; what the audit trail is made from."""

    principal: Email
    at: datetime
    token_id: str | None = None
    session_id: str | None = None
    address: str | None = None
    request_id: str | None = None
    import_id: str | None = None


class Operation(StrEnum):
    CREATED = "CREATED"
    READ = "READ"  # of secrets only
    REMOVED = "REMOVED"
    UPDATED = "UPDATED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What happened alike to entities of one kind and place: a group, an organization, or neither.

    ``fields`` are names as they are stored, sorted, of an update only.
    """

    kind: str
    operation: Operation
    ids: tuple[str, ...]
    fields: tuple[str, ...] = ()
    group: GroupName | None = None
    organization_id: OrganizationId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A commit, as the audit trail knows it: whose, and what it ``changed``, or read of secrets."""

    origin: Origin
    changed: tuple[Changed, ...]
