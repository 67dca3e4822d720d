"""Writes that remember a reminder."""

from db_model.reminders import keys
from db_model.reminders.types import Reminder
from store.types import Absent, AtVersion, Put


def reminded(was: Reminder | None, now: Reminder) -> Put:
    """Return the write that puts ``now``, of a later version, in the place of what ``was``."""
    return Put(keys.item(now), Absent() if was is None else AtVersion(was.version))
