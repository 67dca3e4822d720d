"""The file as it is, opened without changing it, also while others serve from it."""

import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from search.embedded.file import check_revision, faults
from search.embedded.index import EmbeddedSearch
from search.embedded.threads import threads
from search.schemas import by_name
from search.types import IndexSchema


@asynccontextmanager
async def open_to_read(path: Path, schemas: Iterable[IndexSchema]) -> AsyncIterator[EmbeddedSearch]:
    """Open the search for reads alone: every write fails.

    Raises:
        OtherRevision: another release made the file.
        SearchUnavailable: it cannot be opened.
    """
    opening = partial(_connected, path)
    with (
        threads(opening, count=1, writes=True) as writer,
        threads(opening, count=1, writes=False) as readers,
    ):
        yield EmbeddedSearch(readers, writer, by_name(schemas))


def _connected(path: Path) -> sqlite3.Connection:
    with faults():
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        check_revision(connection, path)
        return connection
