"""How many storage requests a piece of work makes."""

import asyncio

import pytest

from contract.builders import an_item, new
from sqlite.store import SqliteStore
from store.counting import CountingStore, Counts, counting
from store.types import Committed, Key, Query, Store

pytestmark = pytest.mark.changes_db


async def test_each_request_is_counted_where_it_is_asked_for(inner: SqliteStore) -> None:
    store: Store = CountingStore(inner)
    keys = [Key(f"FIN#{n}") for n in range(101)]

    with counting() as counts:
        assert await store.commit(new(an_item())) == Committed()
        assert await store.get([]) == ()
        assert await store.get([an_item().key] * 300) == (an_item(),) * 300
        assert len(await store.get(keys)) == 101
        assert (await store.query(Query("FIN#1"))).items == (an_item(),)
        await store.scan(segment=0, segments=1, after=None, limit=1)
        await store.ready()

    assert counts == Counts(gets=3, queries=2, commits=1)


async def test_tasks_count_for_whoever_started_them(inner: SqliteStore) -> None:
    store = CountingStore(inner)

    async def ask(times: int) -> Counts:
        with counting() as counts:
            await asyncio.gather(*(store.query(Query("P")) for _ in range(times)))
        return counts

    counts = await asyncio.gather(ask(2), ask(5))

    assert [count.queries for count in counts] == [2, 5]


async def test_outside_of_a_count_nothing_is_counted(inner: SqliteStore) -> None:
    store = CountingStore(inner)
    with counting() as counts:
        pass

    await store.query(Query("P"))
    await store.get([Key("P")])
    await store.commit(new(an_item()))
    await store.scan(segment=0, segments=1, after=None, limit=1)

    assert counts == Counts()
