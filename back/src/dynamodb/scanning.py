"""Scans: a segment of the one table, then the same segment of the other."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dynamodb.calls import Connection, call
from dynamodb.codec import Attributes, key_attributes, visible
from dynamodb.pages import Batch, take
from dynamodb.tables import Tables
from store.cursor import scan_cursor_at, scan_position_after
from store.types import Key, Page

if TYPE_CHECKING:
    from types_aiobotocore_dynamodb.type_defs import ScanOutputTypeDef


@dataclass(frozen=True, slots=True)
class Segment:
    """One of ``of`` parts of everything; a page of it has ``limit`` items."""

    number: int
    of: int
    limit: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a scan goes on: after a row of a table, or at its beginning."""

    table: str
    after: Attributes | None


async def scan_page(
    connection: Connection, segment: Segment, *, after: str | None, now: int
) -> Page:
    """Return a page of ``segment``; its limits have been checked."""
    key = scan_position_after(after, segment=segment.number, segments=segment.of)

    async def fetch(at: Place | None) -> Batch[Place]:
        place = at or Place(connection.tables.data, None)
        answer = await _ask(connection, segment, place)
        items = (visible(row, now) for row in answer["Items"])
        return Batch(
            tuple(item for item in items if item is not None),
            next_place(connection.tables, place.table, answer.get("LastEvaluatedKey")),
        )

    taken = await take(segment.limit, start_place(connection.tables, key), fetch)
    if not taken.more:
        return Page(taken.items, None)
    last = taken.items[-1].key
    return Page(taken.items, scan_cursor_at(last, segment=segment.number, segments=segment.of))


def start_place(tables: Tables, after: Key | None) -> Place | None:
    return None if after is None else Place(tables.of(after.pk), key_attributes(after))


def next_place(tables: Tables, table: str, last: Attributes | None) -> Place | None:
    """Return where a scan goes on that has read ``table`` up to ``last``, or to its end."""
    if last:
        return Place(table, last)
    return Place(tables.meta, None) if table == tables.data else None


async def _ask(connection: Connection, segment: Segment, place: Place) -> "ScanOutputTypeDef":
    start: dict[str, Any] = {}
    if place.after is not None:
        start["ExclusiveStartKey"] = place.after
    return await call(
        connection,
        lambda: connection.client.scan(
            TableName=place.table,
            Segment=segment.number,
            TotalSegments=segment.of,
            Limit=segment.limit + 1,
            ConsistentRead=True,
            **start,
        ),
    )
