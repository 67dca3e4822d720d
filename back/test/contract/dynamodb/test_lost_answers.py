"""A write whose answer is lost is sent again by the client, and must count once."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from contract.dynamodb.proxy import Proxy, proxied
from contract.dynamodb.wire import Wire, wired
from dynamodb import DynamoConfig
from store.types import (
    Absent,
    Add,
    AtVersion,
    Cancelled,
    Committed,
    ConditionFailed,
    Delete,
    Item,
    Key,
    Put,
    Write,
)

A = Item(Key("A"), "thing", 1, b"{}")
COUNTER = Key("~CNT#A")


@pytest.fixture
async def proxy(config: DynamoConfig) -> AsyncIterator[Proxy]:
    async with proxied(str(config.endpoint_url)) as made:
        yield made


@pytest.fixture
async def wire(config: DynamoConfig, proxy: Proxy) -> AsyncIterator[Wire]:
    async with wired(replace(config, endpoint_url=proxy.url)) as made:
        yield made


async def test_a_put_knows_its_own_first_attempt(wire: Wire, proxy: Proxy) -> None:
    proxy.lost = 1

    assert await wire.store.commit([Put(A, Absent())]) == Committed()

    assert wire.operations() == ["PutItem", "PutItem"]
    assert await wire.store.get([A.key]) == (A,)


async def test_a_put_does_not_take_anothers_write_for_its_own(wire: Wire, proxy: Proxy) -> None:
    await wire.store.commit([Put(A, Absent())])
    proxy.lost = 1

    result = await wire.store.commit([Put(replace(A, body=b"[]"), Absent())])

    assert result == Cancelled((ConditionFailed(A),))


async def test_a_deletion_knows_its_own_first_attempt(wire: Wire, proxy: Proxy) -> None:
    await wire.store.commit([Put(A, Absent())])
    wire.sent.clear()
    proxy.lost = 1

    assert await wire.store.commit([Delete(A.key, AtVersion(1))]) == Committed()

    assert wire.operations() == ["TransactWriteItems"] * 2
    assert await wire.store.get([A.key]) == (None,)


async def test_an_addition_counts_once(wire: Wire, proxy: Proxy) -> None:
    proxy.lost = 1

    assert await wire.store.commit([Add(COUNTER, "counter", (("open", 3),))]) == Committed()

    (item,) = await wire.store.get([COUNTER])
    assert item is not None
    assert item.counters == (("open", 3),)
    assert wire.operations() == ["TransactWriteItems"] * 2 + ["GetItem"]


async def test_a_transaction_is_committed_once(wire: Wire, proxy: Proxy) -> None:
    proxy.lost = 1
    writes: list[Write] = [Put(A, Absent()), Add(COUNTER, "counter", (("open", 1),))]

    assert await wire.store.commit(writes, token="once") == Committed()
    assert await wire.store.commit(writes, token="once") == Committed(replayed=True)

    (item,) = await wire.store.get([COUNTER])
    assert item is not None
    assert item.counters == (("open", 1),)
