"""What every change stream promises of the changes of one key."""

import asyncio
from dataclasses import replace

import pytest

from contract.builders import an_item, fill, new
from contract.streams.adapters import Streamed
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
from streams.types import Change

pytestmark = pytest.mark.changes_db

ONE = an_item("FIN#1", body=b"\xff\n" * 500, index=((Index.G2, IndexKey("R", "1")),), expires=2**40)
TWO = replace(ONE, version=2, body=b'{"a":2}', index=(), expires=None)


async def told(
    streamed: Streamed, count: int, *, limit: int = 100, after: dict[str, str] | None = None
) -> list[Change]:
    """Return the next ``count`` changes of all shards, read ``limit`` at a time."""
    found: list[Change] = []
    places = dict(after or {})
    while len(found) < count:
        for shard in await streamed.stream.shards():
            batch = await streamed.stream.read(shard.id, after=places.get(shard.id), limit=limit)
            found += batch.changes
            if batch.changes:
                places[shard.id] = batch.changes[-1].position
        if len(found) < count:
            await streamed.stream.wait(timeout_s=1)
    assert len(found) == count
    return found


async def test_each_change_has_both_images(streamed: Streamed) -> None:
    await streamed.store.commit(new(ONE))
    await streamed.store.commit([Put(TWO, AtVersion(1))])
    await streamed.store.commit([Delete(ONE.key, Exists())])

    changes = await told(streamed, 3)

    assert [(change.key, change.old, change.new) for change in changes] == [
        (ONE.key, None, ONE),
        (ONE.key, ONE, TWO),
        (ONE.key, TWO, None),
    ]


async def test_a_change_is_dated(streamed: Streamed) -> None:
    await streamed.store.commit(new(ONE))

    [change] = await told(streamed, 1)

    assert change.at.tzinfo is not None
    assert change.at.microsecond == 0


async def test_what_changes_nothing_is_no_change(streamed: Streamed) -> None:
    await streamed.store.commit(new(ONE))
    await streamed.store.commit([Put(ONE, Whatever())])
    await streamed.store.commit([Put(TWO, Absent())])
    await streamed.store.commit([Check(ONE.key, Exists())])
    await streamed.store.commit([Delete(Key("FIN#none"), Whatever())])
    await streamed.store.commit(new(an_item("FIN#2")))

    changes = await told(streamed, 2)

    assert {change.key.pk for change in changes} == {"FIN#1", "FIN#2"}


async def test_the_unstreamed_space_is_not_told_of(streamed: Streamed) -> None:
    count = Add(Key("~CNT#FIN#1"), "count", (("open", 1),))
    await streamed.store.commit([count, *new(ONE, an_item("~JOB#1"))])
    await streamed.store.commit([count])
    await streamed.store.commit(new(an_item("FIN#2")))

    changes = await told(streamed, 2)

    assert {change.key.pk for change in changes} == {"FIN#1", "FIN#2"}


async def test_the_changes_of_a_key_keep_their_order(streamed: Streamed) -> None:
    keys = [f"FIN#{number}" for number in range(4)]
    for version in range(1, 8):
        items = [an_item(pk, version=version) for pk in keys]
        expect = AtVersion(version - 1) if version > 1 else Absent()
        await streamed.store.commit([Put(item, expect) for item in items])

    changes = await told(streamed, 28, limit=3)

    for pk in keys:
        versions = [it.new.version for it in changes if it.key.pk == pk and it.new]
        assert versions == list(range(1, 8))


async def test_reading_goes_on_after_a_position(streamed: Streamed) -> None:
    await fill(streamed.store, [an_item(f"FIN#{number:03d}") for number in range(250)])
    everything = await told(streamed, 250)
    [shard] = await streamed.stream.shards()

    middle = everything[100].position
    batch = await streamed.stream.read(shard.id, after=middle, limit=1000)

    assert [it.position for it in batch.changes] == [it.position for it in everything[101:]]
    assert not batch.closed
    assert await streamed.stream.read(shard.id, after=everything[-1].position, limit=9) == (
        replace(batch, changes=())
    )


async def test_large_images_are_whole(streamed: Streamed) -> None:
    large: list[Item] = [
        an_item(f"FIN#{number}", body=bytes([number]) * 300_000) for number in range(6)
    ]
    await fill(streamed.store, large, at_once=2)

    changes = await told(streamed, 6)

    assert {it.key.pk: it.new for it in changes} == {item.key.pk: item for item in large}


async def test_a_wait_ends_with_a_commit(streamed: Streamed) -> None:
    [shard] = await streamed.stream.shards()
    assert (await streamed.stream.read(shard.id, after=None, limit=9)).changes == ()
    waiting = asyncio.create_task(streamed.stream.wait(timeout_s=30))

    await streamed.store.commit(new(ONE))

    await asyncio.wait_for(waiting, timeout=5)
    await told(streamed, 1)


async def test_a_commit_between_reading_and_waiting_is_not_slept_over(streamed: Streamed) -> None:
    [shard] = await streamed.stream.shards()
    await streamed.stream.read(shard.id, after=None, limit=9)
    await streamed.store.commit(new(ONE))

    await asyncio.wait_for(streamed.stream.wait(timeout_s=30), timeout=5)
