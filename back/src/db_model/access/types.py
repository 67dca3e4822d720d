"""Membership: what makes a stakeholder a member of an organization or a group."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from db_model.links.types import Asked
from db_model.types import Email, GroupName, OrganizationId, RoleId


class OrganizationRole(StrEnum):
    ADMIN = "admin"  # virtual: what a platform administrator is where it has no role
    CUSTOM = "custom"  # what a role that the organization has defined says
    CUSTOMER_MANAGER = "customer_manager"
    USER = "user"
    USER_MANAGER = "user_manager"


class GroupRole(StrEnum):
    ADMIN = "admin"  # virtual, as above
    ARCHITECT = "architect"
    CUSTOM = "custom"  # as above
    CUSTOMER_MANAGER = "customer_manager"
    HACKER = "hacker"
    REATTACKER = "reattacker"
    RESOURCER = "resourcer"
    REVIEWER = "reviewer"
    SERVICE_FORCES = "service_forces"
    USER = "user"
    USER_MANAGER = "user_manager"
    VULNERABILITY_MANAGER = "vulnerability_manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationAccess:
    """``custom_role`` is there if, and only if, ``role`` is ``CUSTOM``.

    Without access, ``invitation`` is what the person was asked and has not answered.
    """

    email: Email
    organization_id: OrganizationId
    role: OrganizationRole
    granted_by: Email
    granted_at: datetime
    has_access: bool = True
    custom_role: RoleId | None = None
    invitation: Asked | None = None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAccess:
    """``custom_role`` is there if, and only if, ``role`` is ``CUSTOM``.

    ``invitation`` is as in ``OrganizationAccess``.
    """

    email: Email
    group_name: GroupName
    role: GroupRole
    granted_by: Email
    granted_at: datetime
    responsibility: str = "-"
    has_access: bool = True
    custom_role: RoleId | None = None
    invitation: Asked | None = None
    version: int


Membership: TypeAlias = GroupAccess | OrganizationAccess
