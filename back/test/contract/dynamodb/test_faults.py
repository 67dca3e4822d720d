"""Faults of the service and of the way to it, as the port's three."""

import asyncio
from dataclasses import replace
from hashlib import shake_256

import pytest

from contract.dynamodb.wire import (
    AT,
    BROKEN,
    LONG_WAITS,
    THROTTLED,
    Answer,
    Wire,
    cancellation,
    refusal,
    wired,
)
from dynamodb import DynamoConfig, create_tables, open_store
from engines.process import free_port
from store.errors import Contention, LimitError, StoreUnavailable, Throttled
from store.types import Absent, AtVersion, Cancelled, Committed, ConditionFailed, Item, Key, Put

A = Item(Key("A"), "thing", 1, b"{}")
B = Item(Key("B"), "thing", 1, b"{}")
ONE = [Put(A, Absent())]
TWO = [Put(A, Absent()), Put(B, Absent())]


@pytest.mark.parametrize(("answer", "fault"), [(THROTTLED, Throttled), (BROKEN, StoreUnavailable)])
async def test_a_fault_of_every_attempt_is_told_and_nothing_is_written(
    config: DynamoConfig, answer: Answer, fault: type[Exception]
) -> None:
    async with wired(replace(config, attempts=1)) as wire:
        wire.answers = [answer] * 2

        with pytest.raises(fault):
            await wire.store.commit(ONE)
        with pytest.raises(fault):
            await wire.store.commit(TWO)

        assert await wire.store.get([A.key, B.key], strong=True) == (None, None)


@pytest.mark.parametrize("answer", [THROTTLED, BROKEN])
async def test_a_fault_of_one_attempt_is_not_seen(wire: Wire, answer: Answer) -> None:
    wire.answers = [answer]

    assert await wire.store.commit(TWO) == Committed()

    assert wire.operations() == ["TransactWriteItems"] * 2
    assert wire.sent[0] == wire.sent[1]


async def test_a_fault_of_one_attempt_at_a_large_request_is_not_seen(wire: Wire) -> None:
    # What cannot be compressed, so that the request is as large.
    bodies = {name: shake_256(name.encode()).digest(380_000) for name in ("A", "B", "C")}
    items = [Item(Key(name), "thing", 1, body) for name, body in bodies.items()]
    wire.answers = [BROKEN]

    assert await wire.store.commit([Put(item, Absent()) for item in items]) == Committed()

    assert await wire.store.get([item.key for item in items]) == tuple(items)


async def test_a_fault_of_one_part_of_a_read_is_that_of_the_read(config: DynamoConfig) -> None:
    async with wired(replace(config, attempts=1)) as wire:
        wire.answers = [None, THROTTLED]

        with pytest.raises(Throttled):
            await wire.store.get([Key(f"{n}") for n in range(250)])


async def test_a_throttled_transaction_is_told_as_throttled(wire: Wire) -> None:
    wire.answers = [cancellation("TransactionConflict", "ThrottlingError")]

    with pytest.raises(Throttled):
        await wire.store.commit(TWO)

    assert await wire.store.get([A.key, B.key], strong=True) == (None, None)


async def test_a_transaction_that_met_others_is_tried_again_under_a_new_token(wire: Wire) -> None:
    wire.answers = [cancellation("None", "TransactionConflict")] * 2

    assert await wire.store.commit(TWO) == Committed()

    tokens = {body["ClientRequestToken"] for _, body in wire.sent}
    assert len(tokens) == 3
    assert wire.waits == [0.0125, 0.025]


async def test_a_transaction_still_in_progress_keeps_its_token(config: DynamoConfig) -> None:
    async with wired(replace(config, attempts=1)) as wire:
        wire.answers = [refusal("TransactionInProgressException")]

        assert await wire.store.commit(TWO) == Committed()

        tokens = [body["ClientRequestToken"] for _, body in wire.sent]
        assert tokens == [tokens[0]] * 2


async def test_a_single_write_that_met_others_is_tried_again(wire: Wire) -> None:
    wire.answers = [refusal("TransactionConflictException")]

    assert await wire.store.commit(ONE) == Committed()

    assert wire.operations() == ["PutItem", "PutItem"]


async def test_a_failed_condition_is_told_even_where_others_write(wire: Wire) -> None:
    wire.answers = [cancellation("ConditionalCheckFailed", "TransactionConflict")]

    assert await wire.store.commit(TWO) == Cancelled((ConditionFailed(None), None))

    assert wire.operations() == ["TransactWriteItems"]


async def test_others_who_write_until_the_deadline_are_told_as_contention(
    config: DynamoConfig,
) -> None:
    async with wired(config, fraction=LONG_WAITS) as wire:
        wire.answers = [cancellation("TransactionConflict", "None")] * 9

        with pytest.raises(Contention):
            await wire.store.commit(TWO)

        assert wire.waits == [40.0]
        wire.answers = []
        assert await wire.store.get([A.key, B.key], strong=True) == (None, None)


async def test_a_limit_that_only_the_service_knows_is_a_bug_of_the_caller(wire: Wire) -> None:
    wire.answers = [cancellation("TransactionConflict", "ValidationError")]

    with pytest.raises(LimitError):
        await wire.store.commit(TWO)


async def test_keys_left_unprocessed_are_asked_for_again(wire: Wire) -> None:
    await wire.store.commit(TWO)
    wire.sent.clear()
    left = _left(wire, A.key, B.key)
    wire.answers = [Answer(200, {"Responses": {}, "UnprocessedKeys": left})] * 2

    assert await wire.store.get([B.key, A.key]) == (B, A)

    assert wire.operations() == ["BatchGetItem"] * 3
    assert wire.waits == [0.0125, 0.025]


async def test_keys_left_unprocessed_until_the_deadline_are_told_as_throttling(
    config: DynamoConfig,
) -> None:
    async with wired(config, fraction=LONG_WAITS) as wire:
        left = _left(wire, A.key, B.key)
        wire.answers = [Answer(200, {"Responses": {}, "UnprocessedKeys": left})] * 9

        with pytest.raises(Throttled):
            await wire.store.get([A.key, B.key])

        assert wire.waits == [40.0]


def _left(wire: Wire, *keys: Key) -> dict[str, object]:
    asked = [{"pk": {"S": key.pk}, "sk": {"S": key.sk}} for key in keys]
    return {wire.store.connection.tables.data: {"Keys": asked, "ConsistentRead": False}}


async def test_a_service_that_does_not_answer_in_time_is_unavailable(
    config: DynamoConfig,
) -> None:
    async with wired(replace(config, concurrency=1)) as wire:
        hasty = replace(wire.store.connection, deadline_seconds=0.2)
        wire.hangs = True
        with pytest.raises(StoreUnavailable):
            await replace(wire.store, connection=hasty).get([A.key])

        wire.hangs = False

        # The only place among the requests under way is free again.
        await wire.store.ready()


async def test_a_silent_connection_is_unavailable(config: DynamoConfig) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    deaf = replace(config, endpoint_url=url, read_seconds=0.2, attempts=1)

    async with server, open_store(deaf, clock=lambda: AT) as store:
        with pytest.raises(StoreUnavailable):
            await store.ready()


async def test_a_closed_connection_is_unavailable(config: DynamoConfig) -> None:
    async def closing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.close()

    server = await asyncio.start_server(closing, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    cut = replace(config, endpoint_url=url, attempts=1)

    async with server, open_store(cut, clock=lambda: AT) as store:
        with pytest.raises(StoreUnavailable):
            await store.commit(TWO)


async def test_a_refused_connection_is_unavailable(config: DynamoConfig) -> None:
    nowhere = replace(config, endpoint_url=f"http://127.0.0.1:{free_port()}", attempts=1)

    async with open_store(nowhere, clock=lambda: AT) as store:
        with pytest.raises(StoreUnavailable):
            await store.ready()


async def test_tables_are_not_made_where_nobody_answers(config: DynamoConfig) -> None:
    nowhere = replace(config, endpoint_url=f"http://127.0.0.1:{free_port()}", attempts=1)

    with pytest.raises(StoreUnavailable):
        await create_tables(nowhere)


async def test_a_store_without_its_tables_is_not_ready(config: DynamoConfig) -> None:
    async with open_store(replace(config, table_prefix="other_"), clock=lambda: AT) as store:
        with pytest.raises(StoreUnavailable):
            await store.ready()


async def test_an_abandoned_commit_gives_its_place_back(config: DynamoConfig) -> None:
    async with wired(replace(config, concurrency=1)) as wire:
        wire.hangs = True
        abandoned = asyncio.create_task(wire.store.commit(TWO))
        await wire.asked.wait()
        abandoned.cancel()
        with pytest.raises(asyncio.CancelledError):
            await abandoned
        wire.hangs = False

        assert await wire.store.commit([Put(replace(A, version=2), AtVersion(1))]) == Cancelled(
            (ConditionFailed(None),)
        )
