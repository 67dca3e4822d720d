"""Reads of the vulnerabilities of a root."""

from asyncio import gather

from db_model.codec import decode
from db_model.paging import Judge, Slice, sliced
from db_model.types import RootId
from db_model.vulnerabilities import keys
from db_model.vulnerabilities.get import Window
from db_model.vulnerabilities.types import Vulnerability
from store.types import Database, Index, Item, Query


async def live_of_root(
    db: Database, id_: RootId, window: Window, judge: Judge[Vulnerability]
) -> Slice[Vulnerability]:
    """Return a page of the released, not zero-risk vulnerabilities of a root: one query.

    The list has those of removed findings, too, until a job has removed them: ``judge`` says.
    """
    prefix = keys.prefix(keys.LIVE, status=window.status)
    query = Query(pk=keys.of_root(id_), index=Index.G2, prefix=prefix)
    return await sliced(db, query, _read, first=window.first, after=window.after, judge=judge)


async def has_released(db: Database, id_: RootId) -> bool:
    """Tell whether a vulnerability of a root was released, zero risk or not: two queries."""
    queries = (
        Query(pk=keys.of_root(id_), index=Index.G2, prefix=keys.prefix(visibility), limit=1)
        for visibility in (keys.LIVE, keys.ZERO)
    )
    pages = await gather(*map(db.query, queries))
    return any(page.items for page in pages)


def _read(item: Item) -> Vulnerability:
    return decode(Vulnerability, item)
