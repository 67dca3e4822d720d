"""Writes that put a mail to be sent."""

from db_model.mails import keys
from db_model.mails.types import OutgoingMail
from store.types import Absent, Put


def added(mail: OutgoingMail) -> tuple[Put, ...]:
    return (Put(keys.item(mail), Absent()),)
