"""Writes that change a mail that waits."""

from db_model.mails import keys
from db_model.mails.types import OutgoingMail
from store.types import AtVersion, Put


def changed(was: OutgoingMail, now: OutgoingMail) -> tuple[Put, ...]:
    """Return the write that puts ``now``, of a later version, in the place of ``was``."""
    return (Put(keys.item(now), AtVersion(was.version)),)
