"""An organization: the tenant that owns groups and policies."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from db_model.types import Email, OrganizationId


class OrganizationStatus(StrEnum):
    ACTIVE = "ACTIVE"
    DELETED = "DELETED"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationState:
    status: OrganizationStatus
    modified_by: Email
    modified_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What may be accepted, and what breaks a build; severities are CVSS scores, 0.0 to 10.0.

    Who is invited has an e-mail of one of ``allowed_email_domains``, or any if there are none.
    """

    max_acceptance_days: int | None = None
    max_acceptance_severity: float = 10.0
    max_number_acceptances: int | None = None
    min_acceptance_severity: float = 0.0
    min_breaking_severity: float | None = None
    vulnerability_grace_period: int = 0
    inactivity_period: int = 90
    allowed_email_domains: tuple[str, ...] = ()
    modified_by: Email | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPolicies:
    """Some of ``Policies``, to be laid over others: ``None`` leaves what lies below."""

    max_acceptance_days: int | None = None
    max_acceptance_severity: float | None = None
    max_number_acceptances: int | None = None
    min_acceptance_severity: float | None = None
    min_breaking_severity: float | None = None
    vulnerability_grace_period: int | None = None
    modified_by: Email | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """``id`` is ``ORG#`` and a UUID; ``name`` is lower case."""

    id: OrganizationId
    name: str
    country: str
    created_by: Email
    created_at: datetime
    state: OrganizationState
    policies: Policies = field(default_factory=Policies)
    version: int
