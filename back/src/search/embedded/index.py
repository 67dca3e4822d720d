"""The search port over one SQLite file: reads in some threads, writes in one."""

import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from search.checks import checked_facets, checked_query, fits
from search.documents import check_docs, check_ids, combined, fitted
from search.embedded import facets, generations, pages, writes
from search.embedded.file import connect, faults, prepare
from search.embedded.layout import Layout, sql
from search.embedded.threads import Threads, threads
from search.errors import IndexOutdated
from search.schemas import by_name, schema_of
from search.types import (
    Doc,
    Facet,
    FacetQuery,
    Generation,
    Hits,
    IndexSchema,
    Outcome,
    SearchQuery,
)

T = TypeVar("T")
Q = TypeVar("Q", SearchQuery, FacetQuery)

PATIENCE: Final = timedelta(seconds=5)
LIMIT: Final = timedelta(seconds=7)  # of a question; its asker has ten
READERS: Final = 2


class EmbeddedSearch:
    """A ``SearchIndex``; see there."""

    def __init__(
        self, readers: Threads, writer: Threads, schemas: Mapping[str, IndexSchema]
    ) -> None:
        self._readers = readers
        self._writer = writer
        self._schemas = schemas

    async def apply(
        self, index: str, docs: Sequence[Doc], *, only: str | None = None
    ) -> tuple[Outcome, ...]:
        """Write documents to all generations, or that one, in one transaction."""
        schema = schema_of(self._schemas, index)
        check_docs(docs)
        work = partial(_apply, schema=schema, docs=docs, only=only)
        return await self._writer.run(work) if docs else ()

    async def search(self, query: SearchQuery) -> Hits:
        """Return the page of ``query``."""
        schema = schema_of(self._schemas, query.index)
        work = partial(_read, schema=schema, query=checked_query(query, schema), read=pages.page)
        return await self._readers.run(work)

    async def facets(self, query: FacetQuery) -> tuple[tuple[Facet, ...], ...]:
        """Return the commonest values of each field."""
        schema = schema_of(self._schemas, query.index)
        work = partial(
            _read, schema=schema, query=checked_facets(query, schema), read=facets.facets
        )
        return await self._readers.run(work)

    async def versions(self, index: str, ids: Sequence[str]) -> tuple[int | None, ...]:
        """Return the version of each document, ``None`` for one that is not there."""
        schema_of(self._schemas, index)
        check_ids(ids)
        return await self._readers.run(partial(_versions, index=index, ids=ids))

    async def generations(self, index: str) -> tuple[Generation, ...]:
        """Return those that there are, by name."""
        schema_of(self._schemas, index)
        return await self._readers.run(partial(generations.listed, index=index))

    async def begin_generation(self, index: str) -> str:
        """Make an empty generation."""
        schema = schema_of(self._schemas, index)
        return await self._writer.run(partial(generations.begin, schema=schema))

    async def promote(self, index: str, generation: str) -> None:
        """Let searches read that generation."""
        schema_of(self._schemas, index)
        await self._writer.run(partial(generations.promote, index=index, name=generation))

    async def drop_generation(self, index: str, generation: str) -> None:
        """Remove a generation that is not promoted."""
        schema_of(self._schemas, index)
        await self._writer.run(partial(generations.drop, index=index, name=generation))

    async def refresh(self, index: str) -> None:
        """Do nothing: what is applied is found from then on."""
        schema_of(self._schemas, index)

    async def ready(self) -> None:
        """Check that the file can be read."""
        await self._readers.run(lambda reader: reader.execute("SELECT 1 FROM generation LIMIT 1"))


@asynccontextmanager
async def open_search(
    path: Path,
    schemas: Iterable[IndexSchema],
    *,
    durable: bool = True,
    patience: timedelta = PATIENCE,
    limit: timedelta = LIMIT,
) -> AsyncIterator[EmbeddedSearch]:
    """Open the search in ``path``, made if it is not there.

    What was applied survives a power failure if ``durable``, else only the end of the
    process.  A write waits for other processes' locks as long as ``patience``; a read that
    takes longer than ``limit`` is ended.

    Raises:
        OtherRevision: another release made the file.
        SearchUnavailable: the file cannot be opened.
    """
    opening = partial(_connected, path, durable=durable, patience=patience)
    with (
        threads(opening, count=1, writes=True) as writer,
        threads(opening, count=READERS, writes=False, limit=limit) as readers,
    ):
        yield EmbeddedSearch(readers, writer, by_name(schemas))


def _connected(path: Path, *, durable: bool, patience: timedelta) -> sqlite3.Connection:
    with faults():
        connection = connect(path, durable=durable, patience=patience)
        prepare(connection, path)
        return connection


def _apply(
    connection: sqlite3.Connection, *, schema: IndexSchema, docs: Sequence[Doc], only: str | None
) -> tuple[Outcome, ...]:
    layouts = generations.written(connection, schema.name, only)
    outcomes = [
        writes.apply(connection, of, fitting)
        for of, fitting in zip(
            layouts, fitted(docs, schema, (of.schema for of in layouts)), strict=True
        )
    ]
    return tuple(combined(each) for each in zip(*outcomes, strict=True))


def _read(
    connection: sqlite3.Connection,
    *,
    schema: IndexSchema,
    query: Q,
    read: Callable[[sqlite3.Connection, Layout, Q], T],
) -> T:
    of = generations.promoted(connection, schema.name)
    if of.schema != schema and not fits(query, schema, of.schema):
        raise IndexOutdated
    return read(connection, of, query)


def _versions(
    connection: sqlite3.Connection, *, index: str, ids: Sequence[str]
) -> tuple[int | None, ...]:
    of = generations.promoted(connection, index)
    statement = sql(
        "SELECT id, version FROM", of.doc, "WHERE id IN (SELECT value FROM json_each(?))"
    )
    found = dict(connection.execute(statement, (json.dumps(list(ids)),)).fetchall())
    return tuple(found.get(id_) for id_ in ids)
