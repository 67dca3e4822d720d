"""The job that makes the mails of a circular, as many a commit as one takes.

Whoever has something to tell to many writes two items, however many they are.  Each commit of the
job puts some of the mails and strikes their readers off the circular, so that nobody is left out
and nobody gets two.
"""

from datetime import datetime, timedelta
from typing import Final

from db_model.mails.circulars import circular as stored_circular
from db_model.mails.circulars import shortened
from db_model.mails.types import Circular, OutgoingMail
from db_model.types import Email, MailId
from jobs.types import Kind, Run
from kit.ids import derived_id
from kit.time import Clock, milliseconds
from outbox.errors import Overtaken
from outbox.queue import CIRCULATE, queued
from store.types import Cancelled, Store, Write

A_COMMIT: Final = 40  # mails of two writes each
_LIMIT: Final = timedelta(minutes=30)


def circulating(store: Store, clock: Clock) -> tuple[Kind, ...]:
    """Return the kind of job that makes the mails of circulars."""

    async def handle(job: Run) -> None:
        await circulate(store, job, at=clock())

    return (Kind(name=CIRCULATE, handle=handle, limit=_LIMIT),)


async def circulate(store: Store, job: Run, *, at: datetime) -> None:
    """Make the mails of the circular that the job is about, but for those that were made.

    Raises:
        Overtaken: another runner has taken the job over.
    """
    while (circular := await stored_circular(store, MailId(job.subject))) is not None:
        chosen = circular.to[:A_COMMIT]
        writes: list[Write] = [shortened(circular, len(chosen), now_ms=milliseconds(at)), job.fence]
        for email in chosen:
            writes += await queued(store, _mail(circular, email, at=at), at=at)
        if isinstance(await store.commit(writes), Cancelled):
            raise Overtaken


def _mail(circular: Circular, email: Email, *, at: datetime) -> OutgoingMail:
    return OutgoingMail(
        id=MailId(derived_id(circular.id, email)),
        to=email,
        template=circular.template,
        values=circular.values,
        written_at=circular.written_at,
        version=milliseconds(at),
    )
