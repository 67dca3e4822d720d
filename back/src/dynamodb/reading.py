"""Reads by key: any number, in order, and until the service has processed all of them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from dynamodb.calls import Connection, back_off, call, deadline
from dynamodb.codec import Attributes, key_attributes, key_of, visible
from store.errors import Throttled
from store.types import Item, Key

if TYPE_CHECKING:
    from types_aiobotocore_dynamodb.type_defs import BatchGetItemOutputTypeDef

MOST_KEYS: Final = 100


async def read(
    connection: Connection, keys: Sequence[Key], *, strong: bool, now: int
) -> tuple[Item | None, ...]:
    """Return one item a key, in the keys' order."""
    distinct = tuple(dict.fromkeys(keys))
    if len(distinct) == 1:
        row = await read_row(connection, distinct[0], strong=strong)
        return (visible(row, now),) * len(keys)
    chunks = [distinct[at : at + MOST_KEYS] for at in range(0, len(distinct), MOST_KEYS)]
    rows = await _all_chunks(connection, chunks, strong=strong)
    found = {key: visible(row, now) for key, row in rows.items()}
    return tuple(found.get(key) for key in keys)


async def read_row(connection: Connection, key: Key, *, strong: bool) -> Attributes | None:
    """Return the row at ``key``, be it expired or not."""
    answer = await call(
        connection,
        lambda: connection.client.get_item(
            TableName=connection.tables.of(key.pk), Key=key_attributes(key), ConsistentRead=strong
        ),
    )
    return answer.get("Item")


async def _all_chunks(
    connection: Connection, chunks: Sequence[Sequence[Key]], *, strong: bool
) -> dict[Key, Attributes]:
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(_chunk(connection, chunk, strong=strong)) for chunk in chunks
            ]
    except* Exception as faults:
        raise faults.exceptions[0] from faults
    return {key: row for task in tasks for key, row in task.result().items()}


async def _chunk(
    connection: Connection, keys: Sequence[Key], *, strong: bool
) -> dict[Key, Attributes]:
    end = deadline(connection)
    rows: dict[Key, Attributes] = {}
    wanted = _asked(connection, keys, strong=strong)
    stalled = 0
    while wanted:
        answer = await _batch(connection, wanted)
        found = [row for table in answer["Responses"].values() for row in table]
        rows.update((key_of(row), row) for row in found)
        wanted = dict(answer.get("UnprocessedKeys", {}))
        # What was left out for its size comes with the next request; a request that brought
        # nothing was throttled.
        if wanted and not found:
            await back_off(connection, times=stalled, end=end, otherwise=Throttled)
            stalled += 1
    return rows


async def _batch(connection: Connection, wanted: Mapping[str, Any]) -> "BatchGetItemOutputTypeDef":
    return await call(connection, lambda: connection.client.batch_get_item(RequestItems=wanted))


def _asked(connection: Connection, keys: Sequence[Key], *, strong: bool) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    for key in keys:
        table = connection.tables.of(key.pk)
        asked = wanted.setdefault(table, {"Keys": [], "ConsistentRead": strong})
        asked["Keys"].append(key_attributes(key))
    return wanted
