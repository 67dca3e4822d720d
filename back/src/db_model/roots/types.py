"""A root: something to test.  A Git root is a branch of a repository."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db_model.types import Email, GroupName, OrganizationId, RootId


class RootStatus(StrEnum):
    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class CloningStatus(StrEnum):
    CLONING = "CLONING"
    FAILED = "FAILED"
    OK = "OK"
    QUEUED = "QUEUED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloning:
    status: CloningStatus
    reason: str
    modified_at: datetime
    commit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GitRootState:
    nickname: str
    url: str
    branch: str
    environment: str
    includes_health_check: bool
    gitignore: tuple[str, ...]
    use_vpn: bool
    status: RootStatus
    modified_by: Email
    modified_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GitRoot:
    id: RootId
    group_name: GroupName
    organization_id: OrganizationId
    created_by: Email
    created_at: datetime
    state: GitRootState
    cloning: Cloning
    version: int
