"""Items as rows of the table."""

import json
from typing import Any, Final, TypeAlias

from store.compression import Packed, unpacked
from store.types import Index, IndexKey, Item, Key

# The columns of the table ``item``, in their order there.
Row: TypeAlias = tuple[Any, ...]

_PLACES: Final = tuple((index, 4 + 2 * number) for number, index in enumerate(Index))
_NUMBERS: Final = {index: number for number, index in enumerate(Index)}
_EXPIRES: Final = 13


def item_of(row: Row) -> Item:
    """Return the item that ``row`` holds."""
    counters = row[12]
    return Item(
        key=Key(row[0], row[1]),
        kind=row[2],
        version=row[3],
        body=unpacked(row[14], row[15]),
        # A list at once takes half the time of a generator, and most items are in no index.
        index=tuple(
            [
                (index, IndexKey(row[place], row[place + 1]))
                for index, place in _PLACES
                if row[place] is not None
            ]
        ),
        counters=() if counters is None else tuple(sorted(json.loads(counters).items())),
        expires=row[_EXPIRES],
    )


def row_of(item: Item, body: Packed) -> Row:
    """Return the row that holds ``item``, whose body is packed as ``body``."""
    places: list[str | None] = [None] * (2 * len(Index))
    for index, key in item.index:
        place = 2 * _NUMBERS[index]
        places[place : place + 2] = key.pk, key.sk
    return (
        item.key.pk,
        item.key.sk,
        item.kind,
        item.version,
        *places,
        json.dumps(dict(item.counters)) if item.counters else None,
        item.expires,
        int(body.encoding),
        body.data,
    )


def is_live(row: Row, *, now: int) -> bool:
    """Tell whether the item is visible in the second ``now``."""
    return row[_EXPIRES] is None or row[_EXPIRES] > now
