"""A root: something to test.  A Git root is a branch of a repository."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from db_model.types import CredentialsId, Email, GroupName, OrganizationId, RootId


class RootStatus(StrEnum):
    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class RootReason(StrEnum):
    """Why a root is not tested any more."""

    GROUP_DELETED = "GROUP_DELETED"
    MOVED_TO_ANOTHER_GROUP = "MOVED_TO_ANOTHER_GROUP"
    OTHER = "OTHER"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    REGISTERED_BY_MISTAKE = "REGISTERED_BY_MISTAKE"


class CloningStatus(StrEnum):
    CLONING = "CLONING"
    FAILED = "FAILED"
    OK = "OK"
    QUEUED = "QUEUED"
    UNKNOWN = "UNKNOWN"


class Protocol(StrEnum):
    FILE = "FILE"
    HTTP = "HTTP"
    HTTPS = "HTTPS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloning:
    status: CloningStatus
    reason: str
    modified_at: datetime
    commit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The root at the other end of a move, and how far the move has come.

    Only the root that is left counts: ``steps`` are the vulnerabilities that it had, ``None``
    until they were written down, and ``applied`` those that are taken over.
    """

    group_name: GroupName
    root_id: RootId
    is_over: bool = False
    steps: int | None = None
    applied: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RootState:
    """What every kind of root has; ``status_at`` is ``None`` until ``status`` first changes.

    ``other`` explains ``reason`` in words.
    """

    nickname: str
    status: RootStatus
    modified_by: Email
    modified_at: datetime
    status_at: datetime | None = None
    reason: RootReason | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GitRootState(RootState):
    """``credentials_id`` may be of ones that were removed: then it has none."""

    url: str
    branch: str
    environment: str
    includes_health_check: bool
    gitignore: tuple[str, ...]
    use_vpn: bool
    credentials_id: CredentialsId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IPRootState(RootState):
    """``address`` is of IPv4 or IPv6, in its shortest spelling."""

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class URLRootState(RootState):
    """``path`` begins with ``/`` and keeps the fragment; ``query`` is without its ``?``."""

    protocol: Protocol
    host: str
    port: int
    path: str
    query: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GitRoot:
    """``move`` is the last one that it was an end of, as with the other kinds of root."""

    id: RootId
    group_name: GroupName
    organization_id: OrganizationId
    created_by: Email
    created_at: datetime
    state: GitRootState
    cloning: Cloning
    move: Move | None = None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IPRoot:
    id: RootId
    group_name: GroupName
    organization_id: OrganizationId
    created_by: Email
    created_at: datetime
    state: IPRootState
    move: Move | None = None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class URLRoot:
    id: RootId
    group_name: GroupName
    organization_id: OrganizationId
    created_by: Email
    created_at: datetime
    state: URLRootState
    move: Move | None = None
    version: int


Root: TypeAlias = GitRoot | IPRoot | URLRoot
