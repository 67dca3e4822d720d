"""The file of the embedded search: other processes, other releases, and faults."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from contract.search.builders import INDEX, THINGS, a_doc, a_query, fill, found, made, pages
from search.embedded import open_search
from search.embedded.file import OtherRevision
from search.embedded.index import READERS
from search.errors import SearchTooSlow, SearchUnavailable
from search.types import (
    Applied,
    Hits,
    Not,
    Or,
    Order,
    Prefix,
    Range,
    SearchIndex,
    SearchQuery,
    Term,
    Text,
)

pytestmark = pytest.mark.changes_db


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "search.db"


async def test_two_processes_share_a_file(path: Path) -> None:
    async with (
        open_search(path, [THINGS], durable=False) as one,
        open_search(path, [THINGS], durable=False) as other,
    ):
        await made(one)
        outcomes = await asyncio.gather(
            *(
                search.apply(INDEX, [a_doc(f"{name}{number}", team="red")])
                for number in range(10)
                for name, search in (("one", one), ("other", other))
            )
        )

        assert set(outcomes) == {(Applied(),)}
        assert len(await found(one, Term("team", "red"))) == 20
        assert await found(other) == await found(one)


async def test_a_file_that_another_process_keeps_locked_is_unavailable_to_writers(
    path: Path,
) -> None:
    async with open_search(path, [THINGS], patience=timedelta(0)) as search:
        await made(search)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")

            with pytest.raises(SearchUnavailable):
                await search.apply(INDEX, [a_doc()])
            assert await found(search) == ()

            other.execute("ROLLBACK")
        await fill(search, [a_doc()])
        assert await found(search) == ("a",)


@pytest.fixture
def damaged(path: Path) -> Path:
    path.write_bytes(b"no database at all" * 100)
    return path


async def test_a_damaged_file_is_unavailable(damaged: Path) -> None:
    with pytest.raises(SearchUnavailable):
        async with open_search(damaged, [THINGS]):
            pass


async def test_a_file_of_a_later_release_says_what_to_do(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9")

    with pytest.raises(OtherRevision, match="has revision 9 and this release knows 2: remove"):
        async with open_search(path, [THINGS]):
            pass


async def test_a_file_of_an_earlier_release_begins_anew(path: Path) -> None:
    async with open_search(path, [THINGS]) as search:
        await made(search)
        await fill(search, [a_doc(title="something")])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")

    async with open_search(path, [THINGS]) as search:
        assert await search.generations(INDEX) == ()
        await made(search)
        await fill(search, [a_doc("b", title="something")])
        assert await found(search, Text("something")) == ("b",)
    async with open_search(path, [THINGS]) as search:
        assert await found(search) == ("b",)


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


async def test_only_its_owner_may_read_the_file(path: Path) -> None:
    async with open_search(path, [THINGS]):
        assert _mode(path) == 0o600


async def test_a_closed_search_is_unavailable(path: Path) -> None:
    async with open_search(path, [THINGS]) as search:
        await made(search)

    for asked in (search.ready(), search.search(a_query()), search.apply(INDEX, [a_doc()])):
        with pytest.raises(SearchUnavailable):
            await asked


async def test_whoever_is_cancelled_leaves_the_search_usable(path: Path) -> None:
    async with open_search(path, [THINGS], durable=False) as search:
        await made(search)
        writing = asyncio.create_task(
            search.apply(INDEX, [a_doc(str(number)) for number in range(500)])
        )
        reading = asyncio.create_task(search.search(a_query()))
        await search.ready()

        writing.cancel()
        reading.cancel()
        await asyncio.gather(writing, reading, return_exceptions=True)

        await search.apply(INDEX, [a_doc("after")])
        assert len(await found(search)) in {1, 501}


async def test_what_takes_too_long_is_ended_and_the_search_goes_on(path: Path) -> None:
    docs = [a_doc(f"{number:05}", path=f"app/{number}.py") for number in range(5000)]
    async with open_search(path, [THINGS], durable=False) as search:
        await made(search)
        for start in range(0, len(docs), 1000):
            await fill(search, docs[start : start + 1000])
    slow = Or((Not(Prefix("path", "app")),) * 240)
    limit = timedelta(milliseconds=10)
    async with open_search(path, [THINGS], durable=False, limit=limit) as search:
        for _ in range(2 * READERS):  # each connection is used again
            with pytest.raises(SearchTooSlow, match="takes too long; ask for less"):
                await search.search(a_query(slow, limit=1))

        assert await search.versions(INDEX, ["00042"]) == (1,)
        assert await search.apply(INDEX, [a_doc("after")]) == (Applied(),)


async def _pages(search: SearchIndex, query: SearchQuery, *, count: int) -> list[Hits]:
    return await pages(search, replace(query, count_up_to=count))


@pytest.mark.parametrize("descending", [False, True])
async def test_pages_of_many_matches_are_those_of_few(path: Path, *, descending: bool) -> None:
    docs = [
        a_doc(f"{number:04}", line=number // 7 if number % 5 else (), team="red")
        for number in range(2500)
    ]
    async with open_search(path, [THINGS], durable=False) as search:
        await made(search)
        await fill(search, docs)
        order = Order("line", descending)
        query = a_query(Term("team", "red"), order, limit=1000)

        # Where more match than are counted, the page is sought in the order of the sort.
        walked = [hits.ids for hits in await _pages(search, query, count=1000)]
        sorted_ = [hits.ids for hits in await _pages(search, query, count=10_000)]

        assert walked == sorted_
        assert sum(map(len, walked)) == 2500
        ranged = a_query(Range("line", gte=10, lt=300), order, limit=700)
        few = [hits.ids for hits in await _pages(search, ranged, count=10_000)]
        assert [hits.ids for hits in await _pages(search, ranged, count=0)] == few
