"""Putting mails into the outbox, as writes for the commit of whoever has something to tell."""

from datetime import datetime
from typing import Final

from db_model.mails.add import added
from db_model.mails.circulars import added as circular_added
from db_model.mails.types import Circular, OutgoingMail
from jobs.enqueue import Reader, enqueue
from outbox.send import SEND
from store.types import Write

CIRCULATE: Final = "circulate-mail"  # the job that makes the mails of a circular


async def queued(db: Reader, mail: OutgoingMail, *, at: datetime) -> tuple[Write, ...]:
    """Return the writes that have ``mail`` sent once they are committed: two.

    After the commit, ring the bell for ``SEND`` and the id of the mail.
    """
    return (*added(mail), await enqueue(db, SEND, mail.id, now=at))


async def circulated(db: Reader, circular: Circular, *, at: datetime) -> tuple[Write, ...]:
    """Return the writes that have each reader of ``circular`` sent a mail: two, or none for none.

    After the commit, ring the bell for ``CIRCULATE`` and the id of the circular.
    """
    if not circular.to:
        return ()
    return (circular_added(circular), await enqueue(db, CIRCULATE, circular.id, now=at))
