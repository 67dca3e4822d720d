"""Queries: pages of a partition of a table or of an index."""

from typing import TYPE_CHECKING, Any

from dynamodb.calls import Connection, call
from dynamodb.codec import (
    PK,
    SK,
    Attributes,
    index_pk,
    index_sk,
    key_attributes,
    key_of,
    visible,
)
from dynamodb.pages import Batch, take
from dynamodb.reading import read
from dynamodb.tables import KEYS_ONLY, index_name
from store.cursor import Position, cursor_at, position_after, position_in
from store.types import Item, Key, Page, Query

if TYPE_CHECKING:
    from types_aiobotocore_dynamodb.type_defs import QueryOutputTypeDef


async def query_page(connection: Connection, query: Query, *, now: int) -> Page:
    """Return a page of ``query``; its limits have been checked."""
    parameters = request(query, table=connection.tables.of(query.pk))
    after = position_after(query)
    start = None if after is None else start_key(query, after)

    async def fetch(at: Attributes | None) -> Batch[Attributes]:
        answer = await _ask(connection, parameters, at)
        items = await _items_of(connection, query, answer["Items"], now=now)
        return Batch(items, answer.get("LastEvaluatedKey"))

    taken = await take(query.limit, start, fetch)
    last = position_in(query, taken.items[-1]) if taken.more else None
    return Page(taken.items, None if last is None else cursor_at(query, last))


def request(query: Query, *, table: str) -> dict[str, Any]:
    """Return the parameters of the requests for ``query``, all but where to start."""
    names = {"#pk": PK, "#sk": SK}
    parameters: dict[str, Any] = {
        "TableName": table,
        "ScanIndexForward": not query.reverse,
        # One more than a page shows whether another follows.
        "Limit": query.limit + 1,
    }
    if query.index is None:
        parameters["ConsistentRead"] = query.strong
    else:
        names = {"#pk": index_pk(query.index), "#sk": index_sk(query.index)}
        parameters["IndexName"] = index_name(query.index)
    return parameters | _key_condition(query, names)


def start_key(query: Query, after: Position) -> Attributes:
    """Return the place ``after`` as the service wants it, which need not hold a row."""
    key = key_attributes(Key(after.pk, after.sk))
    if query.index is None:
        return key
    return key | {
        index_pk(query.index): {"S": query.pk},
        index_sk(query.index): {"S": after.sort},
    }


def _key_condition(query: Query, names: dict[str, str]) -> dict[str, Any]:
    values: Attributes = {":pk": {"S": query.pk}}
    if not query.prefix:
        return {
            "KeyConditionExpression": "#pk = :pk",
            "ExpressionAttributeNames": {"#pk": names["#pk"]},
            "ExpressionAttributeValues": values,
        }
    return {
        "KeyConditionExpression": "#pk = :pk AND begins_with(#sk, :prefix)",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values | {":prefix": {"S": query.prefix}},
    }


async def _ask(
    connection: Connection, parameters: dict[str, Any], at: Attributes | None
) -> "QueryOutputTypeDef":
    asked = parameters if at is None else parameters | {"ExclusiveStartKey": at}
    return await call(connection, lambda: connection.client.query(**asked))


async def _items_of(
    connection: Connection, query: Query, rows: list[Attributes], *, now: int
) -> tuple[Item, ...]:
    if query.index in KEYS_ONLY:
        return await _hydrated(connection, query, rows, now=now)
    return tuple(item for row in rows if (item := visible(row, now)) is not None)


async def _hydrated(
    connection: Connection, query: Query, rows: list[Attributes], *, now: int
) -> tuple[Item, ...]:
    """Return the items of rows that hold keys only, without those that have moved since.

    Indexes lag: the row of an item that left the partition or its place is still there.
    """
    found = await read(connection, [key_of(row) for row in rows], strong=False, now=now)
    return tuple(
        item
        for row, item in zip(rows, found, strict=True)
        if item is not None and position_in(query, item) == _position_of(query, row)
    )


def _position_of(query: Query, row: Attributes) -> Position:
    key = key_of(row)
    sort = key.sk if query.index is None else row[index_sk(query.index)]["S"]
    return Position(sort, key.pk, key.sk)
