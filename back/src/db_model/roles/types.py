"""A role that an organization has defined, beside those that all have."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db_model.types import Email, OrganizationId, RoleId


class RoleLevel(StrEnum):
    """What a role is held in."""

    GROUP = "GROUP"
    ORGANIZATION = "ORGANIZATION"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomRole:
    """``actions`` are names of actions, each once, in the order of the alphabet.

    ``replaced_by`` is there while the role is being removed: another custom role's id, or the
    name of a role that all organizations have.  It holds at once for all who have the role.
    """

    id: RoleId
    organization_id: OrganizationId
    name: str
    level: RoleLevel
    actions: tuple[str, ...]
    replaced_by: str | None = None
    modified_by: Email
    modified_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A membership that has a custom role: the key that it lies at."""

    pk: str
    sk: str
