"""A group: the unit of work of an organization, with its scope, findings and members."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db_model.organizations.types import OwnPolicies
from db_model.types import Email, GroupName, OrganizationId


class GroupStatus(StrEnum):
    ACTIVE = "ACTIVE"
    DELETED = "DELETED"


class Subscription(StrEnum):
    CONTINUOUS = "CONTINUOUS"
    ONESHOT = "ONESHOT"


class Service(StrEnum):
    BLACK = "BLACK"
    WHITE = "WHITE"


class Language(StrEnum):
    EN = "EN"
    ES = "ES"


class Tier(StrEnum):
    FREE = "FREE"
    MACHINE = "MACHINE"
    ONESHOT = "ONESHOT"
    OTHER = "OTHER"
    SQUAD = "SQUAD"


class Managed(StrEnum):
    MANAGED = "MANAGED"
    NOT_MANAGED = "NOT_MANAGED"
    TRIAL = "TRIAL"
    UNDER_REVIEW = "UNDER_REVIEW"


class UpdateReason(StrEnum):
    """Why the services of a group were changed."""

    BUDGET = "BUDGET"
    GROUP_FINALIZATION = "GROUP_FINALIZATION"
    GROUP_SUSPENSION = "GROUP_SUSPENSION"
    NONE = "NONE"
    OTHER = "OTHER"


class RemovalReason(StrEnum):
    """Why a group was removed."""

    DIFF_SECTST = "DIFF_SECTST"
    MIGRATION = "MIGRATION"
    MISTAKE = "MISTAKE"
    NO_SECTST = "NO_SECTST"
    NO_SYSTEM = "NO_SYSTEM"
    OTHER = "OTHER"
    POC_OVER = "POC_OVER"
    RENAME = "RENAME"
    TR_CANCELLED = "TR_CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupState:
    """``justification`` is of a change of services, ``removal`` of the end of the group."""

    status: GroupStatus
    type: Subscription
    service: Service
    has_machine: bool
    has_squad: bool
    tier: Tier
    managed: Managed
    modified_by: Email
    modified_at: datetime
    tags: frozenset[str] = frozenset()
    justification: UpdateReason | None = None
    removal: RemovalReason | None = None
    comments: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """``name`` is lower case and unique on the platform; ``sprint_duration`` is in weeks.

    ``policies`` are the group's own; what they leave open is as the organization has it.
    """

    name: GroupName
    organization_id: OrganizationId
    description: str
    language: Language
    created_by: Email
    created_at: datetime
    state: GroupState
    sprint_start_at: datetime
    sprint_duration: int = 1
    business_id: str | None = None
    business_name: str | None = None
    context: str | None = None
    disambiguation: str | None = None
    policies: OwnPolicies | None = None
    version: int
