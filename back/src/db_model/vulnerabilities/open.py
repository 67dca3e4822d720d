"""The open vulnerabilities of a root, zero risk or not, for jobs."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Final

from db_model.codec import decode
from db_model.types import RootId
from db_model.vulnerabilities import keys
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus
from store.types import Database, Index, Query

_PAGE: Final = 100


async def open_of_root(db: Database, id_: RootId) -> AsyncIterator[Vulnerability]:
    """Yield each, as the index tells it: one query a hundred, and one more for zero risk."""
    for visibility in (keys.LIVE, keys.ZERO):
        prefix = keys.prefix(visibility, status=VulnerabilityStatus.VULNERABLE)
        query = Query(pk=keys.of_root(id_), index=Index.G2, prefix=prefix, limit=_PAGE)
        while True:
            page = await db.query(query)
            for item in page.items:
                yield decode(Vulnerability, item)
            if page.next is None:
                break
            query = replace(query, after=page.next)
