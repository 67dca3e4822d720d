"""Writes that end a mail that was sent, or need not be."""

from db_model.mails import keys
from db_model.mails.types import OutgoingMail
from store.types import AtVersion, Delete


def removed(mail: OutgoingMail) -> tuple[Delete, ...]:
    return (Delete(keys.main(mail.id), AtVersion(mail.version)),)
