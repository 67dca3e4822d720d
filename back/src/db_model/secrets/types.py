"""A secret that a test needs: a name with a value, which lies sealed."""

from dataclasses import dataclass
from datetime import datetime

from db_model.types import Email, EnvironmentId, GroupName, RootId


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """It belongs to a root of the group, or to an environment, whichever roots have that one."""

    group_name: GroupName
    root_id: RootId | None = None
    environment_id: EnvironmentId | None = None
    key: str
    description: str | None = None
    created_by: Email
    created_at: datetime
    modified_by: Email
    modified_at: datetime
    version: int
