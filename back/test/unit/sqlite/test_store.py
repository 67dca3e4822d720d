"""The file: who may open it, how it is shared, and how its faults are told."""

import asyncio
import sqlite3
import stat
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from contract.builders import Hands, an_item, fill, new, noise
from sqlite.schema import REVISION, NewerRevision, OlderRevision
from sqlite.store import SqliteStore, open_store
from store.errors import Contention, StoreUnavailable
from store.types import (
    Add,
    AtVersion,
    CommitResult,
    Committed,
    Delete,
    Exists,
    Key,
    Put,
    Query,
    Write,
)

pytestmark = pytest.mark.changes_db

SHORTLY = timedelta(milliseconds=30)
ONE = an_item("FIN#1")
COUNTERS = Key("~CNT#1")
ADDITION = Add(COUNTERS, "c", (("n", 1),))


async def test_what_was_committed_is_there_when_the_file_is_opened_again(
    path: Path, clock: Hands
) -> None:
    async with open_store(path, clock=clock) as store:
        await store.commit(new(ONE))

    async with open_store(path, clock=clock) as store:
        assert await store.get([ONE.key]) == (ONE,)


async def test_a_file_whose_tables_could_not_be_made_is_left_empty(
    path: Path, clock: Hands
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE change (something_else)")

    with pytest.raises(sqlite3.OperationalError, match="table change already exists"):
        async with open_store(path, clock=clock):
            pass

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("change",)]
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 0)])
async def test_only_a_durable_store_waits_for_the_disk(
    path: Path, clock: Hands, level: int, *, durable: bool
) -> None:
    async with open_store(path, clock=clock, durable=durable) as store:
        levels = await store.write(lambda writer: writer.execute("PRAGMA synchronous").fetchone())
        journal = await store.write(lambda writer: writer.execute("PRAGMA journal_mode").fetchone())

    assert (levels, journal) == ((level,), ("wal",))


async def test_nobody_else_may_read_the_file(store: SqliteStore, path: Path) -> None:
    await store.commit(new(ONE))

    modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.glob("store.db*")}

    assert modes == {0o600}


async def test_a_file_of_a_later_release_is_refused_untouched(path: Path, clock: Hands) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {REVISION + 1}")

    with pytest.raises(NewerRevision, match=f"revision {REVISION + 1} and .* {REVISION}: start"):
        async with open_store(path, clock=clock):
            pass

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)


async def test_a_file_that_is_too_old_is_refused_untouched(path: Path, clock: Hands) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = -1")

    with pytest.raises(OlderRevision, match=r"revision -1 and .* reads 1: start the release that"):
        async with open_store(path, clock=clock):
            pass

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)


async def test_a_full_disk_refuses_a_commit_whole_and_heals(store: SqliteStore) -> None:
    await store.commit(new(ONE))
    [used] = await store.write(lambda writer: writer.execute("PRAGMA page_count").fetchone())
    await store.write(lambda writer: writer.execute(f"PRAGMA max_page_count = {used}").fetchone())
    large = [replace(an_item(f"FIN#{n}"), body=noise(100_000)) for n in (2, 3)]
    writes = [write for item in large for write in new(item)]

    with pytest.raises(StoreUnavailable):
        await store.commit(writes)
    assert await store.get([ONE.key, *(item.key for item in large)]) == (ONE, None, None)

    await store.write(lambda writer: writer.execute("PRAGMA max_page_count = 100000").fetchone())
    assert await store.commit(writes) == Committed()
    assert await store.get([item.key for item in large]) == tuple(large)


@pytest.fixture
def not_a_database(path: Path) -> Iterator[Path]:
    """Give a file of something else, and see that it stays as it is."""
    path.write_bytes(noise(5000))
    yield path
    assert path.read_bytes() == noise(5000)


async def test_a_file_that_is_no_database_is_unavailable(
    not_a_database: Path, clock: Hands
) -> None:
    with pytest.raises(StoreUnavailable):
        async with open_store(not_a_database, clock=clock):
            pass


async def test_two_stores_on_one_file_see_each_other(path: Path, clock: Hands) -> None:
    async with open_store(path, clock=clock) as one, open_store(path, clock=clock) as two:
        await one.commit(new(ONE))
        await two.commit([Put(replace(ONE, version=2), AtVersion(1))])

        assert await one.get([ONE.key]) == (replace(ONE, version=2),)

        await asyncio.gather(*(store.commit([ADDITION]) for store in (one, two) for _ in range(50)))
        [counters] = await two.get([COUNTERS])

    assert counters is not None
    assert counters.counters == (("n", 100),)


async def test_many_may_open_a_new_file_at_once(path: Path, clock: Hands) -> None:
    together = threading.Barrier(4)

    async def opened() -> CommitResult:
        together.wait(10)
        async with open_store(path, clock=clock, durable=False) as store:
            return await store.commit([ADDITION])

    results = await asyncio.gather(
        *(asyncio.to_thread(lambda: asyncio.run(opened())) for _ in range(4))
    )

    assert results == [Committed()] * 4
    async with open_store(path, clock=clock) as store:
        [counters] = await store.get([COUNTERS])
    assert counters is not None
    assert counters.counters == (("n", 4),)


async def test_a_file_that_stays_locked_is_contention_and_only_for_writers(
    path: Path, clock: Hands
) -> None:
    async with open_store(path, clock=clock, patience=SHORTLY) as store:
        await store.commit(new(ONE))
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            outcomes = await asyncio.gather(
                *(store.commit([Delete(ONE.key, Exists())]) for _ in range(3)),
                return_exceptions=True,
            )
            read = await store.get([ONE.key])

        after = await store.commit([ADDITION])

        assert [type(outcome) for outcome in outcomes] == [Contention] * 3
        assert read == (ONE,)
        assert after == Committed()
        assert await store.get([ONE.key]) == (ONE,)


async def test_a_file_that_is_locked_against_all_cannot_be_opened(path: Path, clock: Hands) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        async with open_store(path, clock=clock, patience=SHORTLY):
            pass
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")

        with pytest.raises(StoreUnavailable):
            async with open_store(path, clock=clock, patience=SHORTLY):
                pass

        assert other.execute("SELECT count(*) FROM item").fetchone() == (0,)


def cap_pages(writer: sqlite3.Connection, *, more: int) -> None:
    [used] = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {used + more}")


async def test_a_full_disk_refuses_writes_and_nothing_else(store: SqliteStore) -> None:
    await fill(store, [ONE, an_item("FIN#2")])
    large = [an_item(f"FIN#1{n}", body=noise(300_000, seed=n)) for n in range(5)]
    await store.write(lambda writer: cap_pages(writer, more=100))

    with pytest.raises(StoreUnavailable):
        await store.commit([ADDITION, Delete(ONE.key, Exists()), *new(*large)])

    keys = [COUNTERS, ONE.key, *(item.key for item in large)]
    assert await store.get(keys) == (None, ONE, *[None] * 5)
    assert await store.query(Query("FIN#10")) == await store.query(Query("none"))
    assert await store.changes(after=2, limit=10) == ()
    assert await store.commit([ADDITION]) == Committed()
    await store.write(lambda writer: cap_pages(writer, more=100_000))
    assert await store.commit(new(*large)) == Committed()
    assert await store.get([item.key for item in large]) == tuple(large)


async def grouped(
    store: SqliteStore, *commits: Sequence[Write]
) -> list[CommitResult | BaseException]:
    """Commit all while the writer is busy, so that they share a transaction."""
    free = threading.Event()
    busy = asyncio.create_task(store.write(lambda _: free.wait(10)))
    tasks = [asyncio.create_task(store.commit(writes)) for writes in commits]
    await asyncio.sleep(0)
    free.set()
    assert await busy
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_commits_that_wait_share_a_transaction(store: SqliteStore) -> None:
    transactions: list[str] = []
    await store.write(lambda writer: writer.set_trace_callback(transactions.append))

    outcomes = await grouped(store, *([ADDITION] for _ in range(20)))

    assert outcomes == [Committed()] * 20
    assert transactions.count("COMMIT") == 3  # those of the trace itself, the wait, and all
    [counters] = await store.get([COUNTERS])
    assert counters is not None
    assert counters.counters == (("n", 20),)


async def test_a_commit_sees_those_before_it_in_the_same_transaction(store: SqliteStore) -> None:
    first, second, third = await grouped(store, [*new(ONE)], [*new(ONE)], [ADDITION])

    assert isinstance(first, Committed)
    assert repr(second).startswith("Cancelled(reasons=(ConditionFailed(current=Item(")
    assert isinstance(third, Committed)
    assert len(await store.changes(after=0, limit=10)) == 1


async def test_a_commit_that_fails_takes_none_of_its_transaction_along(
    store: SqliteStore,
) -> None:
    await store.write(lambda writer: cap_pages(writer, more=50))
    large = an_item("FIN#2", body=noise(380_000))

    outcomes = await grouped(store, [ADDITION], new(large), [ADDITION, *new(ONE)])

    assert [type(outcome) for outcome in outcomes] == [Committed, StoreUnavailable, Committed]
    [counters, one, two] = await store.get([COUNTERS, ONE.key, large.key])
    assert counters is not None
    assert counters.counters == (("n", 2),)
    assert (one, two) == (ONE, None)


async def test_a_bug_is_told_to_its_caller_and_undone(store: SqliteStore) -> None:
    def faulty(writer: sqlite3.Connection) -> None:
        writer.execute("DELETE FROM item")
        raise ZeroDivisionError

    await store.commit(new(ONE))

    with pytest.raises(ZeroDivisionError):
        await store.write(faulty)
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await store.write(lambda writer: writer.execute("DELETE FROM missing"))

    assert await store.get([ONE.key]) == (ONE,)
    assert await store.commit([ADDITION]) == Committed()


async def test_work_that_is_cancelled_before_its_turn_is_not_done(store: SqliteStore) -> None:
    free = threading.Event()
    busy = asyncio.create_task(store.write(lambda _: free.wait(10)))
    tasks = [asyncio.create_task(store.commit([ADDITION])) for _ in range(3)]
    await asyncio.sleep(0)

    tasks[1].cancel()
    await asyncio.wait([tasks[1]])
    free.set()

    assert await busy
    assert await tasks[0] == await tasks[2] == Committed()
    [counters] = await store.get([COUNTERS])
    assert counters is not None
    assert counters.counters == (("n", 2),)


async def test_closing_finishes_what_was_asked_for_and_refuses_the_rest(
    path: Path, clock: Hands
) -> None:
    async with open_store(path, clock=clock, durable=False) as store:
        tasks = [asyncio.create_task(store.commit([ADDITION])) for _ in range(50)]
        await asyncio.sleep(0)

    assert await asyncio.gather(*tasks) == [Committed()] * 50
    for refused in (
        store.get([ONE.key]),
        store.query(Query("FIN#1")),
        store.commit([ADDITION]),
        store.ready(),
    ):
        with pytest.raises(StoreUnavailable):
            await refused
    async with open_store(path, clock=clock, durable=False) as store:
        [counters] = await store.get([COUNTERS])
    assert counters is not None
    assert counters.counters == (("n", 50),)
