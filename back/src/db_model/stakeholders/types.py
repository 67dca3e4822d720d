"""A stakeholder: a person or a service account, known by its e-mail."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db_model.types import Email


class PlatformRole(StrEnum):
    ADMIN = "admin"
    HACKER = "hacker"
    USER = "user"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakeholder:
    email: Email
    first_name: str
    last_name: str
    role: PlatformRole | None
    registered_at: datetime
    is_registered: bool = True
    version: int
