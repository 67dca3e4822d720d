"""Where reminders are stored: one a person and organization, the last one.

They lie beside the person's partition: that one is read whole at each request.
"""

from datetime import timedelta
from typing import Final

from db_model.codec import item_of
from db_model.keys import part
from db_model.reminders.types import Reminder
from db_model.types import Email, OrganizationId
from store.types import Item, Key

# Whoever is kept all the same, as the last manager is, is not reminded each day.
_KEPT: Final = timedelta(days=400)


def main(email: Email, of: OrganizationId | None) -> Key:
    return Key(f"~RMND#{part(email)}", of or "@")


def item(reminder: Reminder) -> Item:
    return item_of(
        reminder,
        key=main(reminder.email, reminder.organization_id),
        kind="reminder",
        version=reminder.version,
        expires=int((reminder.sent_at + _KEPT).timestamp()),
    )
