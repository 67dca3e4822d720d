"""Reads of mails that wait or failed."""

from collections.abc import AsyncIterator

from db_model.codec import decode, maybe
from db_model.mails import keys
from db_model.mails.types import OutgoingMail
from db_model.paging import pages
from db_model.types import MailId
from store.types import Database, Index, Query


async def mail(db: Database, id_: MailId) -> OutgoingMail | None:
    (item,) = await db.get([keys.main(id_)], strong=True)
    return maybe(OutgoingMail, item)


async def failed(db: Database) -> AsyncIterator[OutgoingMail]:
    """Yield the mails that are sent no more, the longest failed first: a query a thousand."""
    async for items in pages(db, Query(keys.FAILED, index=Index.G1, limit=1000)):
        for item in items:
            yield decode(OutgoingMail, item)
