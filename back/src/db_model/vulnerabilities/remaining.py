"""What is left of the vulnerabilities of a finding, seen by whomever, for jobs."""

from collections.abc import AsyncIterator

from db_model.codec import decode
from db_model.paging import pages
from db_model.types import FindingId, VulnerabilityId
from db_model.vulnerabilities import keys
from db_model.vulnerabilities.types import Vulnerability
from store.types import Database, Index, Query


async def remaining_of_finding(
    db: Database, id_: FindingId, *, limit: int
) -> AsyncIterator[tuple[VulnerabilityId, ...]]:
    """Yield those that are not removed, as the index tells them: a query ``limit``."""
    for visibility in (keys.LIVE, keys.DRAFT, keys.ZERO):
        prefix = keys.prefix(visibility)
        query = Query(pk=keys.of_finding(id_), index=Index.G1, prefix=prefix, limit=limit)
        async for page in pages(db, query):
            yield tuple(decode(Vulnerability, item).id for item in page)
