"""Over an index that lags, a request's pages are as if it had caught up with its writes."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.builders import Hands, an_item, fill, pages
from sqlite.store import open_store
from store.requests import RequestStore
from store.types import (
    AtVersion,
    Cancelled,
    Check,
    Committed,
    Delete,
    Index,
    IndexKey,
    Item,
    Key,
    Page,
    Put,
    Query,
    Store,
    Whatever,
    Write,
    key_of,
)
from unit.store.doubles import Lagging, Watched

pytestmark = pytest.mark.changes_db

LIST = Query("A", index=Index.G1)


def indexed(number: int, *, sort: int | None = None, version: int = 1) -> Item:
    key = IndexKey("A", f"{number if sort is None else sort:03d}")
    return an_item(f"VUL#{number:03d}", version=version, index=((Index.G1, key),))


@asynccontextmanager
async def lagging(items: Sequence[Item]) -> AsyncIterator[tuple[Store, Store]]:
    """Give two stores with ``items``: one to write to, one that is left behind."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        ahead, behind = [
            await stack.enter_async_context(open_store(folder / name, clock=Hands(), durable=False))
            for name in ("ahead", "behind")
        ]
        await fill(ahead, items)
        await fill(behind, items)
        yield ahead, behind


NUMBERS = st.integers(0, 12)
WRITES = st.lists(
    st.one_of(
        st.builds(lambda n: Delete(Key(f"VUL#{n:03d}"), Whatever()), NUMBERS),
        st.builds(
            lambda n, sort: Put(indexed(n, sort=sort, version=2), Whatever()), NUMBERS, NUMBERS
        ),
        st.builds(lambda n: Put(an_item(f"VUL#{n:03d}", version=2), Whatever()), NUMBERS),
    ),
    max_size=8,
    unique_by=key_of,
)


@settings(max_examples=60, deadline=None)
@given(
    st.sets(NUMBERS, min_size=1),
    WRITES,
    st.integers(1, 6),
    st.booleans(),
    st.sampled_from(["", "00", "001", "01"]),
    st.booleans(),
)
async def test_pages_are_as_if_the_index_had_caught_up(  # all that bears on it
    numbers: set[int],
    writes: list[Write],
    limit: int,
    reverse: bool,  # noqa: FBT001  # Hypothesis passes them so
    prefix: str,
    known: bool,  # noqa: FBT001  # Hypothesis passes them so
) -> None:
    query = replace(LIST, limit=limit, reverse=reverse, prefix=prefix)
    async with lagging([indexed(number) for number in sorted(numbers)]) as (ahead, behind):
        store = RequestStore(Lagging(ahead, behind))
        if known:
            await store.query(LIST)
        if writes:
            assert await store.commit(writes) == Committed()

        read = await pages(store, query)

        expected = await pages(ahead, query)
        assert [item for page in read for item in page.items] == [
            item for page in expected for item in page.items
        ]
        assert [len(page.items) for page in read if page.next] == [
            limit for page in read if page.next
        ]


async def test_a_page_that_loses_items_is_filled_up_again() -> None:
    items = [indexed(number) for number in range(9)]
    async with lagging(items) as (ahead, behind):
        watched = Watched(Lagging(ahead, behind))
        store = RequestStore(watched)
        await store.commit([Delete(item.key, AtVersion(1)) for item in items[:4]])

        page = await store.query(replace(LIST, limit=3))

        assert page.items == tuple(items[4:7])
        assert [query.limit for query in watched.queries] == [3, 3, 1]
        assert (await store.query(replace(LIST, limit=3, after=page.next))).items == tuple(
            items[7:]
        )


async def test_what_others_wrote_later_stands() -> None:
    one, two = indexed(1), indexed(2)
    async with lagging([one, two]) as (ahead, behind):
        store = RequestStore(Lagging(ahead, behind))
        await store.commit(
            [Put(replace(one, version=2), AtVersion(1)), Delete(two.key, AtVersion(1))]
        )
        theirs = [replace(one, version=3), replace(two, version=3)]
        await behind.commit([Put(item, Whatever()) for item in theirs])

        page = await store.query(LIST)

        assert page == Page(tuple(theirs), None)


async def test_a_strong_page_is_as_it_is_read() -> None:
    one, two = an_item("P", "1"), an_item("P", "2")
    async with lagging([]) as (ahead, behind):
        store = RequestStore(Lagging(ahead, behind))
        await store.commit([Put(one, Whatever()), Put(two, Whatever())])
        await ahead.commit([Delete(two.key, AtVersion(1))])

        plain = await store.query(Query("P"))
        strong = await store.query(Query("P", strong=True))

        assert plain.items == (one, two)
        assert strong.items == (one,)


async def test_what_a_strong_read_shows_to_be_undone_is_laid_over_no_page() -> None:
    one, two, three = (indexed(number) for number in (1, 2, 3))
    async with lagging([]) as (ahead, behind):
        store = RequestStore(Lagging(ahead, behind))
        await store.commit([Put(item, Whatever()) for item in (one, two, three)])
        await ahead.commit([Delete(one.key, AtVersion(1)), Delete(two.key, AtVersion(1))])

        await store.get([one.key], strong=True)
        refused = await store.commit([Check(two.key, AtVersion(1))])
        page = await store.query(LIST)

        assert isinstance(refused, Cancelled)
        assert page.items == (three,)
