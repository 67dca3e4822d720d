"""Credentials: what an organization reaches its repositories with; the secret lies sealed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db_model.types import CredentialsId, Email, OrganizationId


class CredentialsType(StrEnum):
    HTTPS = "HTTPS"
    SSH = "SSH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """``owner`` alone may read the secret; ``is_token`` says that it is a token, of HTTPS."""

    id: CredentialsId
    organization_id: OrganizationId
    owner: Email
    name: str
    type: CredentialsType
    is_token: bool = False
    is_pat: bool = False
    azure_organization: str | None = None
    created_by: Email
    created_at: datetime
    modified_by: Email
    modified_at: datetime
    version: int
