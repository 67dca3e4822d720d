"""Reads of stakeholders."""

from collections.abc import AsyncIterator, Sequence

from db_model.codec import decode, maybe
from db_model.paging import pages
from db_model.stakeholders import keys
from db_model.stakeholders.types import Stakeholder
from db_model.types import Email
from store.types import Database, Index, Query


async def stakeholders(db: Database, emails: Sequence[Email]) -> tuple[Stakeholder | None, ...]:
    """Return one stakeholder an e-mail, in order."""
    items = await db.get([keys.main(email) for email in emails])
    return tuple(maybe(Stakeholder, item) for item in items)


async def last_version(db: Database, email: Email) -> int | None:
    """Return the version that a removed stakeholder had last, if there ever was one: a get."""
    (end,) = await db.get([keys.end(email)])
    return None if end is None else end.version


async def everybody(db: Database) -> AsyncIterator[Stakeholder]:
    """Yield every stakeholder, service accounts too: 16 queries, or one a thousand."""
    for place in keys.PLACES:
        async for items in pages(db, Query(place, index=Index.G1, limit=1000)):
            for item in items:
                yield decode(Stakeholder, item)
