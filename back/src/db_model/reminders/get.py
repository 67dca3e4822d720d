"""Reads of reminders."""

from db_model.codec import maybe
from db_model.reminders import keys
from db_model.reminders.types import Reminder
from db_model.types import Email, OrganizationId
from store.types import Database


async def last_reminder(db: Database, email: Email, of: OrganizationId | None) -> Reminder | None:
    """Return what somebody was reminded of last, there: one strong get."""
    (item,) = await db.get([keys.main(email, of)], strong=True)
    return maybe(Reminder, item)
