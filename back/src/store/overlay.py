"""One request's own writes, laid over pages that an index may serve too late.

Pure: the request store tells what it wrote, and gets pages as they would be had the index
caught up.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from store.cursor import Position, cursor_at, position_after, position_in
from store.types import Index, Item, Key, Page, Query

Partition: TypeAlias = tuple[Index | None, str]


@dataclass(frozen=True, slots=True)
class Written:
    """What a write left: ``item``, or nothing; rows up to ``version`` are from before it."""

    item: Item | None
    version: int


def partitions_of(item: Item | None) -> frozenset[Partition]:
    """Return every partition of the table and of the indexes in which ``item`` lies."""
    if item is None:
        return frozenset()
    return frozenset([(None, item.key.pk), *((index, key.pk) for index, key in item.index)])


def overlaid(
    query: Query, page: Page, *, written: Mapping[Key, Written], here: Collection[Item]
) -> tuple[Item, ...]:
    """Return the items of ``page`` as ``written`` leaves them, in order.

    ``here`` are the written items that lie in the partition of ``query``.  The result may
    be shorter than ``page``, or longer than ``query.limit``.
    """
    kept = [item for item in page.items if _stands(item, written)]
    if not here:
        return tuple(kept)
    keys = {item.key for item in kept}
    own = [item for item in here if item.key not in keys and _lies_in(query, page, item)]
    return _in_order(query, [*kept, *own])


def cut(query: Query, page: Page, items: tuple[Item, ...]) -> Page:
    """Return ``items``, which ``overlaid`` made of ``page``, as a page of ``query.limit``."""
    if len(items) <= query.limit:
        return Page(items, page.next)
    last = _position(query, items[query.limit - 1])
    return Page(items[: query.limit], cursor_at(query, last))


def _stands(item: Item, written: Mapping[Key, Written]) -> bool:
    """Tell whether ``item`` is what others left, after what was written over it if anything."""
    entry = written.get(item.key)
    return entry is None or item.version > entry.version


def _lies_in(query: Query, page: Page, item: Item) -> bool:
    """Tell whether ``item`` belongs between the bounds of ``page``."""
    position = position_in(query, item)
    if position is None or not position.sort.startswith(query.prefix):
        return False
    start = position_after(query)
    if start is not None and not _follows(query, position, start):
        return False
    if page.next is None:
        return True
    return not _follows(query, position, _position(query, page.items[-1]))


def _follows(query: Query, one: Position, other: Position) -> bool:
    # Code points order as the bytes of UTF-8 do.
    return one < other if query.reverse else one > other


def _in_order(query: Query, items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: _position(query, item), reverse=query.reverse))


def _position(query: Query, item: Item) -> Position:
    position = position_in(query, item)
    assert position is not None
    return position
