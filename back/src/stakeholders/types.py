"""What may be asked of stakeholders, and what is shown of them."""

from dataclasses import dataclass

from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import Stakeholder


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """What somebody is to be, in a group or an organization, as it was asked for.

    ``responsibility`` is for groups only.
    """

    email: str
    role: str
    responsibility: str = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A stakeholder as a group or an organization knows it."""

    stakeholder: Stakeholder
    role: GroupRole | OrganizationRole
    responsibility: str | None = None
