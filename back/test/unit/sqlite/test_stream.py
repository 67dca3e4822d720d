"""The change log as a stream: what only this adapter does."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from contract.builders import Hands, an_item, new
from sqlite.store import SqliteStore, open_store, trim_changes
from sqlite.stream import LOG, SqliteStream, trim_log
from streams.errors import Trimmed

pytestmark = pytest.mark.changes_db


async def test_a_position_before_what_was_trimmed_is_refused(
    store: SqliteStore, clock: Hands
) -> None:
    stream = SqliteStream(store)
    await store.commit(new(an_item("FIN#1"), an_item("FIN#2")))
    clock.move(timedelta(days=1))
    await store.commit(new(an_item("FIN#3")))
    await trim_changes(store, before=clock.at)

    with pytest.raises(Trimmed):
        await stream.read(LOG.id, after="1", limit=9)
    [left] = (await stream.read(LOG.id, after="2", limit=9)).changes
    assert await stream.read(LOG.id, after=None, limit=9) == (
        await stream.read(LOG.id, after="2", limit=9)
    )
    assert left.key.pk == "FIN#3"


async def test_a_log_that_was_emptied_still_knows_how_far_it_was(
    store: SqliteStore, clock: Hands
) -> None:
    stream = SqliteStream(store)
    await store.commit(new(an_item("FIN#1"), an_item("FIN#2")))
    await trim_changes(store, before=clock.at + timedelta(days=1))

    with pytest.raises(Trimmed):
        await stream.read(LOG.id, after="1", limit=9)
    assert (await stream.read(LOG.id, after="2", limit=9)).changes == ()


async def test_a_wait_ends_with_a_commit_of_another_process(
    store: SqliteStore, clock: Hands, tmp_path: Path
) -> None:
    """Another connection stands for it: SQLite makes no difference."""
    stream = SqliteStream(store)
    await stream.read(LOG.id, after=None, limit=9)
    waiting = asyncio.create_task(stream.wait(timeout_s=30))

    async with open_store(tmp_path / "store.db", clock=clock, durable=False) as other:
        await other.commit(new(an_item("FIN#1")))
        await asyncio.wait_for(waiting, timeout=5)

    assert len((await stream.read(LOG.id, after=None, limit=9)).changes) == 1


async def test_a_wait_ends_when_its_time_is_up(store: SqliteStore) -> None:
    stream = SqliteStream(store)
    await stream.read(LOG.id, after=None, limit=9)

    await asyncio.wait_for(stream.wait(timeout_s=0.01), timeout=5)


async def left(store: SqliteStore) -> list[int]:
    return [change.position for change in await store.changes(after=0, limit=99)]


async def test_what_all_have_passed_is_kept_for_a_day(store: SqliteStore, clock: Hands) -> None:
    await store.commit(new(*(an_item(f"FIN#{n}") for n in range(4))))
    day = timedelta(days=1)

    assert await trim_log(store, ["3", "2"], now=clock.at + day) == 0
    assert await trim_log(store, ["3", "2"], now=clock.at + day + timedelta(seconds=1)) == 2
    assert await left(store) == [3, 4]


@pytest.mark.parametrize("positions", [[None, "3"], []], ids=["one never began", "nobody reads"])
async def test_what_one_has_not_passed_is_kept_for_a_week(
    store: SqliteStore, clock: Hands, positions: list[str | None]
) -> None:
    await store.commit(new(*(an_item(f"FIN#{n}") for n in range(4))))
    week = timedelta(days=7)

    assert await trim_log(store, positions, now=clock.at + week) == 0
    assert await trim_log(store, positions, now=clock.at + week + timedelta(seconds=1)) == 4
    assert await left(store) == []
