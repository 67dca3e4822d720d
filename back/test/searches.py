"""The search that functional tests run on: embedded, or the OpenSearch that the run was given."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from contract.search.adapters import HOMES
from projections.views import SCHEMAS
from search.embedded import open_search
from search.types import SearchIndex


@asynccontextmanager
async def one_search(folder: Path) -> AsyncIterator[SearchIndex]:
    """Give a search with nothing in it for as long as the block lasts.

    Nothing is made on OpenSearch before a test begins an index: most never do.  What was made is
    removed, not emptied for the next: a cluster remembers the versions of deleted documents for a
    moment, and the tests give the same ones.
    """
    if "opensearch" in HOMES:
        with HOMES["opensearch"]() as home:
            async with home(SCHEMAS) as search:
                yield search
    else:
        async with open_search(folder / "search.db", SCHEMAS, durable=False) as search:
            yield search
