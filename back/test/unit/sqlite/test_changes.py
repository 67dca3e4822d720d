"""The change log: every change of a streamed item, in order, and nothing else."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from contract.builders import Hands, an_item, new, noise
from sqlite.changes import TRIM_ROWS, Change
from sqlite.store import SqliteStore, open_store, remove_expired, trim_changes
from store.types import (
    Absent,
    Add,
    AtVersion,
    Check,
    Delete,
    Exists,
    Index,
    IndexKey,
    Item,
    Key,
    Put,
    Whatever,
)

pytestmark = pytest.mark.changes_db

ONE = an_item("FIN#1", body=b"a\nb" * 500, index=((Index.G2, IndexKey("R", "1")),), expires=2**40)
LATER = replace(ONE, version=2, body=noise(2000), index=(), expires=None)


async def images(store: SqliteStore) -> list[tuple[Item | None, Item | None]]:
    return [(change.old, change.new) for change in await store.changes(after=0, limit=1000)]


async def test_each_change_is_logged_with_both_images(store: SqliteStore, clock: Hands) -> None:
    await store.commit(new(ONE))
    clock.move(timedelta(seconds=1))
    await store.commit([Put(LATER, AtVersion(1))])
    await store.commit([Delete(ONE.key, Exists())])

    first, second, third = await store.changes(after=0, limit=10)

    at = clock.at - timedelta(seconds=1)
    assert first == Change(position=1, at=at, key=ONE.key, old=None, new=ONE)
    assert second == Change(position=2, at=clock.at, key=ONE.key, old=ONE, new=LATER)
    assert third == Change(position=3, at=clock.at, key=ONE.key, old=LATER, new=None)


async def test_the_log_is_read_on_from_a_position(store: SqliteStore) -> None:
    await store.commit(new(*(an_item(f"FIN#{n}") for n in range(5))))

    read = await store.changes(after=2, limit=2)

    assert [(change.position, change.key.pk) for change in read] == [(3, "FIN#2"), (4, "FIN#3")]


async def test_the_changes_of_a_commit_stand_in_the_order_of_its_writes(store: SqliteStore) -> None:
    await store.commit(new(ONE))

    await store.commit(
        [Delete(ONE.key, Exists()), Put(an_item("FIN#0"), Absent()), Check(Key("FIN#9"), Absent())]
    )

    assert await images(store) == [(None, ONE), (ONE, None), (None, an_item("FIN#0"))]


async def test_what_changes_nothing_is_not_logged(store: SqliteStore) -> None:
    await store.commit(new(ONE))

    await store.commit([Put(ONE, Whatever())])
    await store.commit([Put(replace(LATER, version=8), AtVersion(7))])
    await store.commit([Check(ONE.key, Exists())])
    await store.commit([Delete(Key("FIN#9"), Whatever())])

    assert await images(store) == [(None, ONE)]


async def test_the_unstreamed_space_is_not_logged(store: SqliteStore, clock: Hands) -> None:
    lease = an_item("~LSE#1", expires=clock.seconds + 1)
    await store.commit([*new(lease, ONE), Add(Key("~CNT#1"), "c", (("n", 1),))], token="t")
    await store.commit([Delete(lease.key, Exists())])
    clock.move(timedelta(days=3))

    removed = await remove_expired(store, at=clock.at)

    assert removed == 1
    assert await images(store) == [(None, ONE)]


async def test_an_expired_item_is_the_old_image_of_what_replaces_it(
    store: SqliteStore, clock: Hands
) -> None:
    item = an_item(expires=clock.seconds + 1)
    await store.commit(new(item))
    clock.move(timedelta(seconds=1))

    await store.commit([Put(an_item(version=2), Absent())])

    assert await images(store) == [(None, item), (item, an_item(version=2))]


async def test_an_addition_starts_anew_on_an_expired_item(store: SqliteStore, clock: Hands) -> None:
    item = an_item("~CNT#1", version=9, expires=clock.seconds + 1)
    await store.commit(new(item))
    clock.move(timedelta(seconds=1))

    await store.commit([Add(item.key, "counters", (("n", 1),))])

    [left] = await store.get([item.key])
    assert left == Item(item.key, "counters", version=1, body=b"", counters=(("n", 1),))


async def test_what_is_expired_is_removed_and_that_is_logged(
    store: SqliteStore, clock: Hands
) -> None:
    items = [an_item(f"FIN#{n}", expires=clock.seconds + 1 + n % 2) for n in range(4)]
    await store.commit(new(*items))
    clock.move(timedelta(seconds=1))

    removed = await remove_expired(store, at=clock.at)
    again = await remove_expired(store, at=clock.at)

    assert (removed, again) == (2, 0)
    assert (await images(store))[4:] == [(items[0], None), (items[2], None)]
    clock.move(timedelta(hours=-1))
    assert await store.get([item.key for item in items]) == (None, items[1], None, items[3])


async def test_changes_are_trimmed_up_to_an_instant(store: SqliteStore, clock: Hands) -> None:
    early = TRIM_ROWS + 101
    for start in range(0, early, 100):
        await store.commit(
            new(*(an_item(f"FIN#{n}") for n in range(start, min(start + 100, early))))
        )
    clock.move(timedelta(seconds=1))
    await store.commit([Put(LATER, Whatever())])

    removed = await trim_changes(store, before=clock.at)

    assert removed == early
    [left] = await store.changes(after=0, limit=10)
    assert (left.position, left.new) == (early + 1, LATER)


async def test_positions_are_never_used_again(store: SqliteStore, clock: Hands) -> None:
    await store.commit(new(ONE))
    clock.move(timedelta(seconds=1))
    await trim_changes(store, before=clock.at)

    await store.commit([Put(LATER, AtVersion(1))])

    [change] = await store.changes(after=0, limit=10)
    assert change.position == 2


async def test_opening_trims_what_is_older_than_a_week(path: Path, clock: Hands) -> None:
    async with open_store(path, clock=clock, durable=False) as store:
        await store.commit(new(ONE))
        clock.move(timedelta(seconds=1))
        await store.commit([Put(LATER, AtVersion(1))])
    clock.move(timedelta(days=7))

    async with open_store(path, clock=clock, durable=False) as store:
        assert await images(store) == [(ONE, LATER)]
        assert await store.get([ONE.key]) == (LATER,)
