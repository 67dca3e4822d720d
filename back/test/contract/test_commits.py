"""What every store promises of commits: expectations, refusals, all or nothing."""

import asyncio
from dataclasses import replace
from itertools import count

import pytest

from contract.builders import an_item, new
from store.types import (
    Absent,
    Add,
    AtVersion,
    Cancelled,
    Check,
    Committed,
    ConditionFailed,
    Delete,
    Exists,
    Expect,
    Item,
    Key,
    Put,
    Query,
    Store,
    Whatever,
    Write,
)

pytestmark = pytest.mark.changes_db

ONE = an_item("FIN#1", version=5)
TWO = an_item("FIN#2", version=7)
LATER = replace(ONE, version=6, body=b"later")


async def read(store: Store, *items: Item) -> tuple[Item | None, ...]:
    return await store.get([item.key for item in items], strong=True)


async def test_an_absent_item_is_created(store: Store) -> None:
    result = await store.commit([Put(ONE, Absent())])

    assert result == Committed()
    assert await read(store, ONE) == (ONE,)


async def test_a_refused_creation_tells_the_current_item(store: Store) -> None:
    await store.commit(new(ONE))

    result = await store.commit([Put(LATER, Absent())])

    assert result == Cancelled((ConditionFailed(ONE),))
    assert await read(store, ONE) == (ONE,)


async def test_an_item_at_the_expected_version_is_replaced(store: Store) -> None:
    await store.commit(new(ONE))

    result = await store.commit([Put(LATER, AtVersion(5))])

    assert result == Committed()
    assert await read(store, ONE) == (LATER,)


async def test_a_stale_version_is_refused_with_the_current_item(store: Store) -> None:
    await store.commit(new(LATER))

    result = await store.commit([Put(replace(ONE, version=9), AtVersion(5))])

    assert result == Cancelled((ConditionFailed(LATER),))
    assert await read(store, ONE) == (LATER,)


async def test_a_version_of_a_missing_item_is_refused(store: Store) -> None:
    result = await store.commit([Put(LATER, AtVersion(5))])

    assert result == Cancelled((ConditionFailed(None),))
    assert await read(store, ONE) == (None,)


@pytest.mark.parametrize(
    ("expect", "there", "missing"),
    [
        (Absent(), False, True),
        (AtVersion(5), True, False),
        (AtVersion(4), False, False),
        (Exists(), True, False),
        (Whatever(), True, True),
    ],
)
async def test_each_expectation_holds_alike_for_every_kind_of_write(
    store: Store, expect: Expect, *, there: bool, missing: bool
) -> None:
    for number, (given, holds) in enumerate([([ONE], there), ([], missing)]):
        for kind in ("put", "delete", "check"):
            key = Key(f"FIN#{number}#{kind}")
            await store.commit(
                [
                    *new(*(replace(item, key=key) for item in given)),
                    *new(an_item(kind + str(number))),
                ]
            )
            write: Write = Check(key, expect)
            if kind == "put":
                write = Put(replace(LATER, key=key), expect)
            elif kind == "delete":
                write = Delete(key, expect)

            result = await store.commit([write])

            current = replace(ONE, key=key) if given else None
            assert result == (Committed() if holds else Cancelled((ConditionFailed(current),)))
            left = {"put": replace(LATER, key=key), "delete": None, "check": current}[kind]
            assert await store.get([key], strong=True) == (left if holds else current,)


async def test_mixed_writes_are_all_applied(store: Store) -> None:
    await store.commit(new(ONE, TWO))
    three = an_item("FIN#3")

    result = await store.commit(
        [
            Put(three, Absent()),
            Delete(ONE.key, AtVersion(5)),
            Check(TWO.key, Exists()),
            Add(Key("~CNT#FIN#3"), "counters", (("open", 1),)),
        ]
    )

    assert result == Committed()
    assert await read(store, ONE, TWO, three) == (None, TWO, three)
    [counters] = await store.get([Key("~CNT#FIN#3")])
    assert counters is not None
    assert counters.counters == (("open", 1),)


async def test_one_failed_expectation_keeps_everything_from_being_written(store: Store) -> None:
    await store.commit(new(ONE, TWO))
    three = an_item("FIN#3")

    result = await store.commit(
        [
            Put(three, Absent()),
            Delete(ONE.key, Whatever()),
            Add(Key("~CNT#FIN#3"), "counters", (("open", 1),)),
            Check(TWO.key, AtVersion(1)),
            Put(replace(LATER, key=Key("FIN#4")), Exists()),
        ]
    )

    assert result == Cancelled((None, None, None, ConditionFailed(TWO), ConditionFailed(None)))
    keys = [three.key, ONE.key, Key("~CNT#FIN#3"), TWO.key, Key("FIN#4")]
    assert await store.get(keys, strong=True) == (None, ONE, None, TWO, None)


async def test_checks_alone_guard_and_write_nothing(store: Store) -> None:
    await store.commit(new(ONE))

    held = await store.commit([Check(ONE.key, AtVersion(5)), Check(TWO.key, Absent())])
    failed = await store.commit([Check(ONE.key, AtVersion(5)), Check(TWO.key, Exists())])

    assert held == Committed()
    assert failed == Cancelled((None, ConditionFailed(None)))
    assert await read(store, ONE, TWO) == (ONE, None)


async def test_a_deletion_of_whatever_is_there_can_be_repeated(store: Store) -> None:
    await store.commit(new(ONE))

    first = await store.commit([Delete(ONE.key, Whatever())])
    second = await store.commit([Delete(ONE.key, Whatever())])

    assert (first, second) == (Committed(), Committed())
    assert await read(store, ONE) == (None,)


async def test_a_deleted_item_can_be_created_again(store: Store) -> None:
    await store.commit(new(ONE))
    await store.commit([Delete(ONE.key, AtVersion(5))])

    result = await store.commit([Put(LATER, Absent())])

    assert result == Committed()
    assert await read(store, ONE) == (LATER,)


async def test_counters_are_made_added_to_and_kept_apart_by_name(store: Store) -> None:
    key = Key("~CNT#GRP#1")

    for deltas in ((("open", 2), ("closed", 1)), (("open", -5),), (("closed", 4), ("held", 0))):
        assert await store.commit([Add(key, "counters", deltas)]) == Committed()

    [item] = await store.get([key], strong=True)
    assert item is not None
    assert item.kind == "counters"
    assert item.counters == (("closed", 5), ("held", 0), ("open", -3))
    assert (item.body, item.index, item.expires) == (b"", (), None)


async def test_concurrent_additions_are_all_counted(store: Store) -> None:
    key = Key("~CNT#GRP#1")

    await asyncio.gather(
        *(store.commit([Add(key, "counters", (("open", 1), ("seen", 3)))]) for _ in range(30))
    )

    [item] = await store.get([key], strong=True)
    assert item is not None
    assert item.counters == (("open", 30), ("seen", 90))


async def test_concurrent_read_modify_write_loses_no_update(store: Store) -> None:
    start = an_item("FIN#1", version=1, body=b"0")
    await store.commit(new(start))

    async def increment() -> None:
        [current] = await store.get([start.key], strong=True)
        for _ in count():
            assert current is not None
            version = current.version + 1
            item = replace(current, version=version, body=str(int(current.body) + 1).encode())
            entry = an_item("FIN#1", f"H#{version:016d}", body=item.body)
            result = await store.commit(
                [Put(item, AtVersion(current.version)), Put(entry, Absent())]
            )
            if isinstance(result, Committed):
                return
            assert result.reasons[0] is not None
            current = result.reasons[0].current

    await asyncio.gather(*(increment() for _ in range(20)))

    [final] = await read(store, start)
    assert final == replace(start, version=21, body=b"20")
    history = await store.query(Query("FIN#1", prefix="H#", strong=True))
    assert [item.body for item in history.items] == [str(n).encode() for n in range(1, 21)]


async def test_a_race_for_a_unique_name_has_one_winner(store: Store) -> None:
    guard = Key("~UNQ#org#name")

    results = await asyncio.gather(
        *(
            store.commit(
                [
                    Put(an_item(f"ORG#{n}"), Absent()),
                    Put(an_item(guard.pk, body=str(n).encode()), Absent()),
                ]
            )
            for n in range(12)
        )
    )

    winners = [n for n, result in enumerate(results) if isinstance(result, Committed)]
    assert len(winners) == 1
    [taken, *organizations] = await store.get(
        [guard, *(Key(f"ORG#{n}") for n in range(12))], strong=True
    )
    assert taken is not None
    assert taken.body == str(winners[0]).encode()
    assert [n for n, item in enumerate(organizations) if item is not None] == winners


async def test_a_hundred_writes_fit_in_a_commit(store: Store) -> None:
    items = [an_item(f"FIN#{n}") for n in range(100)]

    result = await store.commit(new(*items))

    assert result == Committed()
    assert await read(store, *items) == tuple(items)


async def test_streamed_and_unstreamed_keys_share_a_commit(store: Store) -> None:
    lease = an_item("~LSE#search")
    await store.commit(new(lease))

    held = await store.commit([Put(ONE, Absent()), Put(replace(lease, version=2), AtVersion(1))])
    failed = await store.commit([Put(TWO, Absent()), Put(replace(lease, version=3), AtVersion(1))])

    assert held == Committed()
    assert failed == Cancelled((None, ConditionFailed(replace(lease, version=2))))
    assert await read(store, ONE, TWO, lease) == (ONE, None, replace(lease, version=2))


@pytest.mark.parametrize("ticks", [0, 1, 2, 3, 5, 8])
async def test_whoever_is_cancelled_leaves_all_or_nothing_and_a_usable_store(
    store: Store, ticks: int
) -> None:
    items = [an_item(f"FIN#{n}") for n in range(20)]
    task = asyncio.create_task(store.commit(new(*items)))
    for _ in range(ticks):
        await asyncio.sleep(0)

    task.cancel()
    [outcome] = await asyncio.gather(task, return_exceptions=True)

    assert isinstance(outcome, asyncio.CancelledError | Committed)
    assert await store.commit(new(an_item("FIN#next"))) == Committed()
    written = [item for item in await read(store, *items) if item is not None]
    assert len(written) in {0, len(items)}
