"""What every store promises of tokens: a commit happens once."""

import asyncio
from datetime import timedelta

import pytest

from contract.builders import Hands, an_item, new
from store.errors import LimitError, TokenMismatch
from store.types import (
    Absent,
    Add,
    Cancelled,
    Check,
    Committed,
    ConditionFailed,
    Exists,
    Key,
    Put,
    Store,
    Write,
)

pytestmark = pytest.mark.changes_db

COUNTERS = Key("~CNT#GRP#1")
ADDITION = Add(COUNTERS, "counters", (("open", 1),))


async def counted(store: Store) -> tuple[tuple[str, int], ...]:
    [item] = await store.get([COUNTERS], strong=True)
    return () if item is None else item.counters


async def test_the_same_writes_with_the_same_token_happen_once(store: Store) -> None:
    writes: list[Write] = [ADDITION, Put(an_item(), Absent())]

    first = await store.commit(writes, token="t")
    second = await store.commit(writes, token="t")

    assert (first, second) == (Committed(), Committed(replayed=True))
    assert await counted(store) == (("open", 1),)


async def test_a_replay_is_told_whatever_became_of_the_items(store: Store) -> None:
    writes: list[Write] = [Put(an_item(), Absent()), Check(Key("FIN#2"), Absent())]
    await store.commit(writes, token="t")
    await store.commit(new(an_item("FIN#2")))

    result = await store.commit(writes, token="t")

    assert result == Committed(replayed=True)


async def test_a_token_for_other_writes_is_a_mismatch(store: Store) -> None:
    await store.commit([ADDITION], token="t")

    with pytest.raises(TokenMismatch):
        await store.commit([ADDITION, *new(an_item())], token="t")

    assert await counted(store) == (("open", 1),)
    assert await store.get([an_item().key], strong=True) == (None,)


async def test_other_tokens_and_none_are_other_commits(store: Store) -> None:
    for token in ("t", "u", None, None):
        assert await store.commit([ADDITION], token=token) == Committed()

    assert await counted(store) == (("open", 4),)


async def test_a_cancelled_commit_does_not_use_the_token_up(store: Store) -> None:
    writes: list[Write] = [ADDITION, Check(Key("FIN#1"), Exists())]

    refused = await store.commit(writes, token="t")
    await store.commit(new(an_item("FIN#1")))
    applied = await store.commit(writes, token="t")

    assert refused == Cancelled((None, ConditionFailed(None)))
    assert applied == Committed()
    assert await counted(store) == (("open", 1),)


async def test_a_token_is_kept_for_48_hours(store: Store, clock: Hands) -> None:
    await store.commit([ADDITION], token="t")

    clock.move(timedelta(hours=48, seconds=-1))
    within = await store.commit([ADDITION], token="t")
    clock.move(timedelta(seconds=1))
    after = await store.commit([ADDITION], token="t")
    again = await store.commit([ADDITION], token="t")

    assert (within, after, again) == (
        Committed(replayed=True),
        Committed(),
        Committed(replayed=True),
    )
    assert await counted(store) == (("open", 2),)


async def test_concurrent_commits_with_one_token_happen_once(store: Store) -> None:
    results = await asyncio.gather(*(store.commit([ADDITION], token="t") for _ in range(10)))

    assert sorted(results, key=repr) == [Committed(), *[Committed(replayed=True)] * 9]
    assert await counted(store) == (("open", 1),)


async def test_a_token_takes_the_place_of_one_write(store: Store) -> None:
    items = [an_item(f"FIN#{n}") for n in range(100)]

    with pytest.raises(LimitError):
        await store.commit(new(*items), token="t")
    fits = await store.commit(new(*items[:99]), token="t")

    assert fits == Committed()
    assert await store.get([items[0].key, items[99].key], strong=True) == (items[0], None)
