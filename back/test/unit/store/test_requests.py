"""What one request reads is read once, and is true to what it wrote."""

from dataclasses import replace

import pytest

from contract.builders import an_item, fill, new
from sqlite.store import SqliteStore
from store.errors import CursorError, LimitError, StoreUnavailable
from store.requests import RequestStore
from store.types import (
    Absent,
    Add,
    AtVersion,
    Cancelled,
    Check,
    Committed,
    ConditionFailed,
    Database,
    Delete,
    Exists,
    Index,
    IndexKey,
    Item,
    Key,
    Page,
    Put,
    Query,
    Whatever,
)
from unit.store.doubles import Watched

pytestmark = pytest.mark.changes_db


def indexed(number: int, *, pk: str = "A", version: int = 1) -> Item:
    key = IndexKey(pk, f"{number:03d}")
    return an_item(f"VUL#{number:03d}", version=version, index=((Index.G1, key),))


ONE, TWO, THREE = indexed(1), indexed(2), indexed(3)
LIST = Query("A", index=Index.G1)


@pytest.fixture
def watched(inner: SqliteStore) -> Watched:
    return Watched(inner)


async def test_an_item_is_read_once(watched: Watched) -> None:
    store: Database = RequestStore(watched)
    await fill(watched, [ONE])

    first = await store.get([ONE.key, TWO.key, ONE.key])
    second = await store.get([TWO.key, ONE.key])

    assert (first, second) == ((ONE, None, ONE), (None, ONE))
    assert watched.gets == [(ONE.key, TWO.key)]


async def test_a_strong_read_asks_the_store_and_corrects_what_is_known(watched: Watched) -> None:
    store = RequestStore(watched)
    await fill(watched, [ONE, TWO])
    await store.get([ONE.key, TWO.key, THREE.key])
    later = replace(ONE, version=2)
    await watched.inner.commit(
        [Put(later, Whatever()), Delete(TWO.key, Whatever()), Put(THREE, Absent())]
    )

    keys = [ONE.key, TWO.key, THREE.key, ONE.key]
    plain = await store.get(keys)
    strong = await store.get(keys, strong=True)
    corrected = await store.get(keys)

    assert plain == (ONE, TWO, None, ONE)
    assert strong == corrected == (later, None, THREE, later)
    assert watched.gets == [tuple(keys[:3])] * 2


async def test_a_page_is_read_once_and_tells_its_items(watched: Watched) -> None:
    store = RequestStore(watched)
    await fill(watched, [ONE, TWO])

    pages = [await store.query(LIST) for _ in range(2)]
    items = await store.get([TWO.key, ONE.key])

    assert pages == [Page((ONE, TWO), None)] * 2
    assert items == (TWO, ONE)
    assert (watched.queries, watched.gets) == ([LIST], [])


async def test_a_page_never_replaces_a_later_item(inner: SqliteStore) -> None:
    later = replace(ONE, version=2)
    watched = Watched(inner)
    store = RequestStore(watched)
    await fill(inner, [later])
    await store.get([ONE.key])
    await inner.commit([Delete(ONE.key, Whatever()), Put(TWO, Absent())])
    await inner.commit([Put(ONE, Absent())])

    page = await store.query(LIST)
    items = await store.get([ONE.key])

    assert page.items == (ONE, TWO)
    assert items == (later,)


async def test_a_later_item_of_a_page_replaces_what_is_known(watched: Watched) -> None:
    store = RequestStore(watched)
    await fill(watched, [ONE])
    await store.get([ONE.key])
    later = replace(ONE, version=2)
    await watched.inner.commit([Put(later, Whatever())])

    await store.query(LIST)

    assert await store.get([ONE.key]) == (later,)


async def test_what_was_read_as_absent_stays_absent_but_for_strong_reads(watched: Watched) -> None:
    store = RequestStore(watched)
    await store.get([ONE.key])
    await fill(watched, [ONE])

    await store.query(LIST)
    plain = await store.get([ONE.key])
    await store.query(Query(ONE.key.pk, strong=True))
    strong = await store.get([ONE.key])

    assert (plain, strong) == ((None,), (ONE,))


async def test_a_write_replaces_what_was_read(watched: Watched) -> None:
    store = RequestStore(watched)
    await fill(watched, [ONE, TWO])
    await store.get([ONE.key, TWO.key, THREE.key])
    later = replace(ONE, version=2)

    result = await store.commit(
        [Put(later, AtVersion(1)), Delete(TWO.key, Exists()), Put(THREE, Absent())]
    )

    assert result == Committed()
    assert await store.get([ONE.key, TWO.key, THREE.key]) == (later, None, THREE)
    assert len(watched.gets) == 1


async def test_counters_are_read_again_after_an_addition(watched: Watched) -> None:
    store = RequestStore(watched)
    key = Key("~CNT#1")
    await store.get([key])

    await store.commit([Add(key, "c", (("n", 2),))])

    [item] = await store.get([key])
    assert item is not None
    assert item.counters == (("n", 2),)


async def test_a_check_changes_nothing_that_is_known(watched: Watched) -> None:
    store = RequestStore(watched)
    await fill(watched, [ONE])
    await store.query(LIST)

    await store.commit([Check(ONE.key, Exists())])

    assert await store.get([ONE.key]) == (ONE,)
    assert await store.query(LIST) == Page((ONE,), None)
    assert (watched.gets, watched.queries) == ([], [LIST])


@pytest.mark.parametrize(
    "write",
    [
        Put(THREE, Absent()),
        Delete(ONE.key, Exists()),
        Put(replace(ONE, version=2, body=b"later"), AtVersion(1)),
        Put(indexed(1, pk="B", version=2), AtVersion(1)),
    ],
)
async def test_a_write_drops_each_page_where_the_item_lies_or_lay(
    watched: Watched, write: Put | Delete
) -> None:
    store = RequestStore(watched)
    await fill(watched, [ONE, TWO, indexed(9, pk="other")])
    queries = [LIST, Query("other", index=Index.G1), Query("A", index=Index.G2), Query("VUL#009")]
    for query in queries:
        await store.query(query)

    await store.commit([write])

    assert [await store.query(query) for query in queries] == [
        await watched.inner.query(query) for query in queries
    ]
    assert watched.queries == [*queries, LIST]


async def test_a_write_drops_a_page_that_others_made_old_before(watched: Watched) -> None:
    store = RequestStore(watched)
    await fill(watched, [ONE, TWO])
    await store.query(LIST)
    await watched.inner.commit([Put(indexed(1, pk="B", version=2), Whatever())])
    await store.get([ONE.key], strong=True)

    await store.commit([Put(indexed(1, pk="B", version=3), AtVersion(2))])

    assert await store.query(LIST) == Page((TWO,), None)


async def test_a_refusal_tells_what_is_known_from_then_on(watched: Watched) -> None:
    store = RequestStore(watched)
    await fill(watched, [ONE, TWO])
    await store.get([ONE.key, TWO.key, THREE.key])
    later = replace(ONE, version=2)
    await watched.inner.commit([Put(later, Whatever()), Delete(TWO.key, Whatever())])

    result = await store.commit(
        [
            Put(replace(ONE, version=3), AtVersion(1)),
            Check(TWO.key, Exists()),
            Put(THREE, Absent()),
        ]
    )

    assert result == Cancelled((ConditionFailed(later), ConditionFailed(None), None))
    assert await store.get([ONE.key, TWO.key, THREE.key]) == (later, None, None)
    assert len(watched.gets) == 1


async def test_a_refusal_drops_the_pages_that_it_shows_to_be_old(watched: Watched) -> None:
    store = RequestStore(watched)
    await fill(watched, [ONE])
    await store.query(LIST)
    later = replace(ONE, version=2)
    await watched.inner.commit([Put(later, Whatever())])

    await store.commit([Check(ONE.key, AtVersion(1))])

    assert await store.query(LIST) == Page((later,), None)


async def test_after_a_replay_everything_is_read_again(watched: Watched) -> None:
    await watched.commit(new(ONE), token="t")
    later = replace(ONE, version=2)
    await watched.inner.commit([Put(later, AtVersion(1))])
    store = RequestStore(watched)
    await store.get([ONE.key])

    result = await store.commit(new(ONE), token="t")

    assert result == Committed(replayed=True)
    assert await store.get([ONE.key]) == (later,)
    assert len(watched.gets) == 2


async def test_after_a_fault_of_a_commit_its_items_are_read_again(watched: Watched) -> None:
    store = RequestStore(watched)
    await fill(watched, [ONE, TWO])
    await store.query(LIST)
    later = replace(ONE, version=2)
    watched.faults.append(StoreUnavailable())

    with pytest.raises(StoreUnavailable):
        await store.commit([Put(later, AtVersion(1)), Delete(TWO.key, Exists())])

    assert await store.get([ONE.key, TWO.key]) == (later, None)
    assert await store.query(LIST) == Page((later,), None)
    assert (len(watched.gets), len(watched.queries)) == (1, 2)


async def test_a_bad_key_fails_alone_and_before_any_read(watched: Watched) -> None:
    store = RequestStore(watched)

    with pytest.raises(LimitError):
        await store.get([ONE.key, Key("")])

    assert watched.gets == []


async def test_a_bad_cursor_is_told(watched: Watched) -> None:
    store = RequestStore(watched)

    with pytest.raises(CursorError):
        await store.query(Query("A", after="bad"))
