"""A reminder that was sent."""

from dataclasses import dataclass
from datetime import datetime

from db_model.types import Email, OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """``email`` was told to be inactive ``since``, which ends its place in the organization.

    Without an ``organization_id`` it is the account itself that ends.
    """

    email: Email
    organization_id: OrganizationId | None
    since: datetime
    sent_at: datetime
    version: int
