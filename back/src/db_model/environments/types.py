"""An environment: where a branch of a repository runs, and may be attacked."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db_model.types import Email, EnvironmentId, GroupName, RootId


class EnvironmentType(StrEnum):
    APK = "APK"
    CLOUD = "CLOUD"
    URL = "URL"


class Cloud(StrEnum):
    AWS = "AWS"
    AZURE = "AZURE"
    GCP = "GCP"
    KUBERNETES = "KUBERNETES"


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """``id`` is the SHA-1 of ``url`` in hex, so unique in its root only."""

    id: EnvironmentId
    root_id: RootId
    group_name: GroupName
    url: str
    url_type: EnvironmentType
    created_by: Email
    created_at: datetime
    cloud: Cloud | None = None
    version: int
