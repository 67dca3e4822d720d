"""Cursors: opaque places in a collection, good for the query that they were made for only.

A digest over the place and the query makes a damaged or foreign cursor known.  It is no
secret: whoever forges one gets another place in a collection that he may read anyway,
since the collection comes from the query and never from the cursor.
"""

import base64
import hashlib
import json
from typing import Final, NamedTuple

from store.errors import CursorError
from store.types import Item, Key, Query

_DIGEST_BYTES: Final = 12


class Position(NamedTuple):
    """The place of an item in a collection; places compare as their UTF-8 bytes do.

    ``sort`` is the sort key in the collection: in the table it is ``sk``.
    """

    sort: str
    pk: str
    sk: str


def position_in(query: Query, item: Item) -> Position | None:
    """Return the place of ``item`` in the partition of ``query``; ``None`` if it is elsewhere."""
    if query.index is None:
        in_it = item.key.pk == query.pk
        return Position(item.key.sk, item.key.pk, item.key.sk) if in_it else None
    for index, key in item.index:
        if index == query.index and key.pk == query.pk:
            return Position(key.sk, item.key.pk, item.key.sk)
    return None


def cursor_at(query: Query, position: Position) -> str:
    """Return the cursor with which ``query`` goes on after ``position``."""
    return _sealed(_binding(query), *position)


def position_after(query: Query) -> Position | None:
    """Return the place after which ``query`` goes on; ``None`` if it starts at the beginning.

    Raises:
        CursorError: ``query.after`` is damaged or belongs to another query.
    """
    if query.after is None:
        return None
    parts = _opened(_binding(query), query.after)
    if len(parts) != len(Position._fields):
        raise CursorError
    return Position(*parts)


def scan_cursor_at(key: Key, *, segment: int, segments: int) -> str:
    """Return the cursor with which a scan of the segment goes on after ``key``."""
    return _sealed(f"scan/{segment}/{segments}", key.pk, key.sk)


def scan_position_after(after: str | None, *, segment: int, segments: int) -> Key | None:
    """Return the key after which a scan goes on; ``None`` if it starts at the beginning.

    Raises:
        CursorError: ``after`` is damaged or belongs to another segment.
    """
    if after is None:
        return None
    parts = _opened(f"scan/{segment}/{segments}", after)
    if len(parts) != len(("pk", "sk")):
        raise CursorError
    return Key(*parts)


def _binding(query: Query) -> str:
    return json.dumps(["query", query.pk, query.index, query.prefix, query.reverse])


def _sealed(binding: str, *parts: str) -> str:
    place = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_digest(binding, place) + place).decode().rstrip("=")


def _opened(binding: str, cursor: str) -> tuple[str, ...]:
    try:
        sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        digest, place = sealed[:_DIGEST_BYTES], sealed[_DIGEST_BYTES:]
        if digest != _digest(binding, place):
            raise CursorError
        parts = tuple(str(part) for part in json.loads(place))
        again = _sealed(binding, *parts)
    except (ValueError, TypeError, RecursionError) as error:
        raise CursorError from error
    # Base64 and JSON have several spellings of one place; only ours is good.
    if again != cursor:
        raise CursorError
    return parts


def _digest(binding: str, place: bytes) -> bytes:
    return hashlib.blake2b(
        place, digest_size=_DIGEST_BYTES, key=hashlib.sha256(binding.encode()).digest()
    ).digest()
