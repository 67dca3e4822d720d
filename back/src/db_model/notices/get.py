"""Reads of notices."""

from db_model.codec import decode
from db_model.notices import keys
from db_model.notices.types import Notice
from db_model.types import Email
from store.types import Database, Query


async def of_person(db: Database, email: Email) -> tuple[Notice, ...]:
    """Return what ``email`` was told lately, the newest first, at most 100: one query."""
    page = await db.query(Query(pk=keys.partition(email), prefix=keys.PREFIX, limit=100))
    found = (decode(Notice, item) for item in page.items)
    return tuple(sorted(found, key=lambda notice: notice.at, reverse=True))


async def is_told(db: Database, notice: Notice) -> bool:
    """Return whether it was told, and is no old news yet: one strong get."""
    (item,) = await db.get([keys.main(notice)], strong=True)
    return item is not None
