"""Valid values from calls that name only what a test is about."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from search.types import (
    EVERYTHING,
    Applied,
    Doc,
    Field,
    Hits,
    IndexSchema,
    Kind,
    Order,
    Scalar,
    SearchIndex,
    SearchQuery,
    Where,
)

INDEX: Final = "things"
THINGS: Final = IndexSchema(
    INDEX,
    1,
    {
        "team": Field(Kind.KEYWORD),
        "path": Field(Kind.KEYWORD, sortable=True, words=True),
        "title": Field(Kind.TEXT),
        "notes": Field(Kind.TEXT, many=True),
        "tags": Field(Kind.KEYWORD, many=True),
        "cwes": Field(Kind.INT, many=True),
        "line": Field(Kind.INT, sortable=True),
        "score": Field(Kind.FLOAT, sortable=True),
        "seen": Field(Kind.DATE, sortable=True),
        "open": Field(Kind.BOOL, sortable=True),
        "owner": Field(Kind.KEYWORD, sortable=True, few_values=True),
        "labels": Field(Kind.KEYWORD, many=True, few_values=True),
        "points": Field(Kind.FLOAT, sortable=True, few_values=True),
    },
)


def a_doc(
    id_: str = "a", version: int = 1, *, gone: bool = False, **fields: Scalar | tuple[Scalar, ...]
) -> Doc:
    return Doc(id_, version, fields, gone=gone)


def a_query(where: Where = EVERYTHING, *sort: Order, limit: int = 100) -> SearchQuery:
    return SearchQuery(index=INDEX, scope=EVERYTHING, where=where, sort=sort, limit=limit)


async def made(search: SearchIndex) -> str:
    """Make a generation, promote it, and return its name."""
    name = await search.begin_generation(INDEX)
    await search.promote(INDEX, name)
    return name


async def fill(search: SearchIndex, docs: Sequence[Doc]) -> None:
    assert await search.apply(INDEX, docs) == (Applied(),) * len(docs)
    await search.refresh(INDEX)


async def found(search: SearchIndex, where: Where = EVERYTHING, *sort: Order) -> tuple[str, ...]:
    """Return the ids of all that match, from one page."""
    hits = await search.search(a_query(where, *sort, limit=1000))
    assert hits.next is None
    return hits.ids


async def pages(search: SearchIndex, query: SearchQuery) -> list[Hits]:
    """Return every page of ``query``, from the first on."""
    read = [await search.search(query)]
    while (after := read[-1].next) is not None:
        read.append(await search.search(replace(query, after=after)))
    return read
