"""What somebody was asked to confirm, and the links by which it is answered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db_model.types import Email


class Purpose(StrEnum):
    DELETION = "DELETION"
    GROUP = "GROUP"
    ORGANIZATION = "ORGANIZATION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What waits for an answer; asking anew gives it another ``id``, and all links to it die."""

    id: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where a link leads to: what ``email`` was asked as ``asked_id``.

    ``subject`` is the name of the group or the id of the organization; empty for a deletion.
    """

    purpose: Purpose
    email: Email
    subject: str
    asked_id: str
    until: datetime
    version: int
