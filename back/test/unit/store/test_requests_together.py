"""Readers and writers of one request at once: work is shared, and nobody harms another."""

import asyncio
import gc
from dataclasses import replace

import pytest

from contract.builders import an_item, fill
from sqlite.store import SqliteStore
from store.errors import StoreUnavailable
from store.requests import RequestStore
from store.types import (
    Add,
    AtVersion,
    Delete,
    Exists,
    Index,
    IndexKey,
    Key,
    Page,
    Put,
    Query,
)
from unit.store.doubles import Watched

pytestmark = pytest.mark.changes_db

ONE = an_item("FIN#1", index=((Index.G1, IndexKey("A", "1")),))
TWO = an_item("FIN#2", index=((Index.G1, IndexKey("A", "2")),))
LATER = replace(ONE, version=2)
LIST = Query("A", index=Index.G1)


@pytest.fixture
async def watched(inner: SqliteStore) -> Watched:
    await fill(inner, [ONE, TWO])
    return Watched(inner)


async def test_keys_that_are_asked_for_together_are_one_request(watched: Watched) -> None:
    store = RequestStore(watched)

    one, both, none = await asyncio.gather(
        store.get([ONE.key]), store.get([TWO.key, ONE.key]), store.get([Key("FIN#3")])
    )

    assert (one, both, none) == ((ONE,), (TWO, ONE), (None,))
    assert watched.gets == [(ONE.key, TWO.key, Key("FIN#3"))]


async def test_a_batch_has_a_hundred_keys_at_most(watched: Watched) -> None:
    store = RequestStore(watched)

    await asyncio.gather(*(store.get([Key(f"FIN#{n}")]) for n in range(250)))

    assert [len(keys) for keys in watched.gets] == [100, 100, 50]


async def test_a_key_that_is_being_read_is_not_read_again(watched: Watched) -> None:
    store = RequestStore(watched)
    watched.hold()

    first = asyncio.create_task(store.get([ONE.key]))
    await watched.arrivals()
    second = asyncio.create_task(store.get([ONE.key]))
    await asyncio.sleep(0)
    watched.gate.set()

    assert await first == await second == (ONE,)
    assert watched.gets == [(ONE.key,)]


async def test_equal_queries_in_flight_are_one_and_different_ones_do_not_wait(
    watched: Watched,
) -> None:
    store = RequestStore(watched)
    other = replace(LIST, reverse=True)

    first, second, reverse = await asyncio.gather(
        store.query(LIST), store.query(LIST), store.query(other)
    )

    assert first == second == Page((ONE, TWO), None)
    assert reverse == Page((TWO, ONE), None)
    assert watched.queries == [LIST, other]


async def test_a_cancelled_waiter_takes_nothing_from_the_others(watched: Watched) -> None:
    store = RequestStore(watched)
    watched.hold()
    gets = [asyncio.create_task(store.get([ONE.key])) for _ in range(2)]
    queries = [asyncio.create_task(store.query(LIST)) for _ in range(2)]
    await watched.arrivals(2)

    gets[0].cancel()
    queries[0].cancel()
    await asyncio.wait([gets[0], queries[0]])
    watched.gate.set()

    assert await gets[1] == (ONE,)
    assert await queries[1] == Page((ONE, TWO), None)
    assert (gets[0].cancelled(), queries[0].cancelled()) == (True, True)


async def test_a_cancelled_waiter_leaves_the_key_readable(watched: Watched) -> None:
    store = RequestStore(watched)
    watched.hold()
    tasks = [asyncio.create_task(store.get([ONE.key])), asyncio.create_task(store.query(LIST))]
    await watched.arrivals(2)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)

    watched.gate.set()

    assert await store.get([ONE.key]) == (ONE,)
    assert await store.query(LIST) == Page((ONE, TWO), None)


async def test_cancelled_shared_work_fails_its_waiters_instead_of_hanging_them(
    watched: Watched,
) -> None:
    store = RequestStore(watched)
    before = asyncio.all_tasks()
    watched.hold()
    waiters = [asyncio.create_task(store.get([ONE.key])), asyncio.create_task(store.query(LIST))]
    await watched.arrivals(2)

    for task in asyncio.all_tasks() - before - set(waiters):
        task.cancel()
    outcomes = await asyncio.gather(*waiters, return_exceptions=True)
    watched.gate.set()

    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable, StoreUnavailable]
    assert await store.get([ONE.key]) == (ONE,)


async def test_a_failure_is_told_to_all_who_wait_and_to_nobody_later(watched: Watched) -> None:
    store = RequestStore(watched)
    watched.faults += [StoreUnavailable(), StoreUnavailable()]

    failed = await asyncio.gather(
        store.get([ONE.key]),
        store.get([ONE.key]),
        store.query(LIST),
        store.query(LIST),
        return_exceptions=True,
    )

    assert [type(failure) for failure in failed] == [StoreUnavailable] * 4
    assert await store.get([ONE.key]) == (ONE,)
    assert await store.query(LIST) == Page((ONE, TWO), None)


async def test_a_failure_that_nobody_waits_for_troubles_nobody(watched: Watched) -> None:
    reported: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
    store = RequestStore(watched)
    watched.faults.append(StoreUnavailable())
    watched.hold()
    task = asyncio.create_task(store.get([ONE.key]))
    await watched.arrivals()
    task.cancel()
    await asyncio.wait([task])

    watched.gate.set()
    # Queues behind the failure, so it is over when this is read.
    assert await store.get([TWO.key]) == (TWO,)
    del task  # its traceback would keep the failure alive
    gc.collect()

    assert (reported, watched.faults) == ([], [])
    assert await store.get([ONE.key]) == (ONE,)


async def test_shared_work_survives_the_garbage_collector(watched: Watched) -> None:
    watched.hold()
    task = asyncio.create_task(RequestStore(watched).get([ONE.key]))
    await watched.arrivals()

    gc.collect()
    watched.gate.set()

    assert await task == (ONE,)


async def test_a_read_that_began_before_a_commit_never_undoes_it(watched: Watched) -> None:
    store = RequestStore(watched)
    held = watched.hold()
    reads = asyncio.gather(
        store.get([ONE.key]), store.query(LIST), store.get([ONE.key, TWO.key], strong=True)
    )
    await watched.arrivals(3)
    watched.hold().set()
    await store.commit([Put(LATER, AtVersion(1)), Delete(TWO.key, Exists())])
    held.set()

    plain, page, strong = await reads

    assert plain == (LATER,)
    assert page == Page((LATER,), None)
    assert strong == (ONE, TWO)
    assert await store.get([ONE.key, TWO.key]) == (LATER, None)
    assert await store.query(LIST) == Page((LATER,), None)


async def test_counters_read_before_an_addition_are_not_taken_for_known(watched: Watched) -> None:
    store = RequestStore(watched)
    key, query = Key("~CNT#1"), Query("~CNT#1")
    await watched.inner.commit([Add(key, "c", (("n", 1),))])
    held = watched.hold()
    reads = asyncio.gather(store.get([key]), store.query(query))
    await watched.arrivals(2)
    watched.hold().set()
    await store.commit([Add(key, "c", (("n", 1),))])
    held.set()
    await reads

    [item] = await store.get([key])
    page = await store.query(query)

    assert item is not None
    assert item.counters == (("n", 2),)
    assert page.items == (item,)


async def test_whoever_reads_after_a_commit_joins_no_read_from_before(watched: Watched) -> None:
    store = RequestStore(watched)
    held = watched.hold()
    early = asyncio.create_task(store.query(LIST))
    await watched.arrivals()
    watched.hold().set()
    await store.commit([Delete(TWO.key, Exists())])

    late = await store.query(LIST)
    held.set()

    assert late == await early == Page((ONE,), None)
    assert watched.queries == [LIST, LIST]


async def test_a_cancelled_commit_leaves_nothing_taken_for_known(watched: Watched) -> None:
    store = RequestStore(watched)
    await store.query(LIST)
    watched.hold()
    task = asyncio.create_task(store.commit([Put(LATER, AtVersion(1))]))
    await watched.arrivals()

    task.cancel()
    await asyncio.wait([task])
    watched.gate.set()

    assert await store.get([ONE.key]) == (LATER,)
    assert len(watched.gets) == 1
