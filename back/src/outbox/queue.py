"""Putting a mail into the outbox, as writes for the commit of whoever has something to tell."""

from datetime import datetime

from db_model.mails.add import added
from db_model.mails.types import OutgoingMail
from jobs.enqueue import Reader, enqueue
from outbox.send import SEND
from store.types import Write


async def queued(db: Reader, mail: OutgoingMail, *, at: datetime) -> tuple[Write, ...]:
    """Return the writes that have ``mail`` sent once they are committed: two.

    After the commit, ring the bell for ``SEND`` and the id of the mail.
    """
    return (*added(mail), await enqueue(db, SEND, mail.id, now=at))
