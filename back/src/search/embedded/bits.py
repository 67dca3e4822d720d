"""Sets of rows as bits of an int, the row's number being the place of its bit.

``bits`` has such a set, in chunks, for each value of the fields that have few, and for all that
is there.  To combine sets of a hundred thousand rows takes microseconds, to count one as well.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final, TypeAlias

from search.embedded.layout import LIVE, Layout, sql
from search.types import Scalar

Rows: TypeAlias = int

# A chunk has a kilobyte: writes read and write whole ones, and a page of the file holds some.
_CHUNK: Final = 8192
_CHUNK_BYTES: Final = _CHUNK // 8
_EIGHT: Final = tuple(bytes(byte >> place & 1 for place in range(8)) for byte in range(256))
_IN_PLACE: Final = "ON CONFLICT (field, value, chunk) DO UPDATE SET bits = excluded.bits"
_PLACES: Final = tuple(
    tuple(place for place in range(8) if byte >> place & 1) for byte in range(256)
)
_ANY: Final = re.compile(rb"[^\0]")
_DIGITS: Final = b"01" + bytes(254)


def rows_with(
    connection: sqlite3.Connection, of: Layout, number: int, condition: str, values: Iterable[Any]
) -> Rows:
    """Return the rows with a value of that field for which ``condition`` holds."""
    statement = sql("SELECT chunk, bits FROM", of.bits, "WHERE field = ? AND", condition)
    return _joined(connection.execute(statement, (number, *values)))


def live(connection: sqlite3.Connection, of: Layout) -> Rows:
    """Return the rows of all documents that are there."""
    return rows_with(connection, of, LIVE, "1", ())


def by_value(
    connection: sqlite3.Connection, of: Layout, number: int
) -> Iterator[tuple[Scalar, Rows]]:
    """Yield each value of that field, the least first, and its rows."""
    statement = sql("SELECT value, chunk, bits FROM", of.bits, "WHERE field = ? ORDER BY 1, 2")
    found = connection.execute(statement, (number,)).fetchall()
    for value, parts in groupby(found, key=lambda part: part[0]):
        yield value, _joined((chunk, bits) for _, chunk, bits in parts)


def counted(
    connection: sqlite3.Connection, of: Layout, number: int, among: Rows
) -> Counter[Scalar]:
    """Return how many of ``among`` each value of that field has."""
    sought = [int.from_bytes(part, "little") for part in _chunks(among)]
    counts: Counter[Scalar] = Counter()
    statement = sql("SELECT value, chunk, bits FROM", of.bits, "WHERE field = ? AND chunk < ?")
    for value, chunk, bits in connection.execute(statement, (number, len(sought))):
        if count := (int.from_bytes(bits, "little") & sought[chunk]).bit_count():
            counts[value] += count
    return counts


def rows_from(numbers: Iterable[int]) -> Rows:
    """Return the set of rows with those numbers."""
    known = list(numbers)
    if not known:
        return 0
    mask = bytearray(max(known) + 1)
    for number in known:
        mask[number] = 1
    return int(mask.translate(_DIGITS)[::-1], 2)


def numbers_of(rows: Rows) -> list[int]:
    """Return the numbers of the rows, the least first."""
    told = rows.to_bytes((rows.bit_length() + 7) // 8, "little")
    return [
        found.start() * 8 + place
        for found in _ANY.finditer(told)
        for place in _PLACES[told[found.start()]]
    ]


def mask_of(rows: Rows) -> bytes:
    """Return a byte a row, 1 where it is in the set: ``in_mask`` is the condition for that."""
    length = (rows.bit_length() + 7) // 8
    return b"".join(map(_EIGHT.__getitem__, rows.to_bytes(length, "little")))


def in_mask(row: str) -> str:
    """Return the condition that the row, a column of a statement, is in the mask at its ``?``."""
    return f"substr(?, {row} + 1, 1) = x'01'"


class Flips:
    """What is to be changed of the sets by the writes of one transaction."""

    def __init__(self) -> None:
        self._masks: dict[tuple[int, Scalar, int], int] = {}

    def flip(self, number: int, value: Scalar, row: int) -> None:
        """Put the row into the set of a value, or take it out if it is there."""
        chunk, place = divmod(row, _CHUNK)
        key = (number, value, chunk)
        self._masks[key] = self._masks.get(key, 0) ^ 1 << place

    def write(self, connection: sqlite3.Connection, of: Layout) -> None:
        """Change the sets: a read and a write for each chunk that any row was flipped in."""
        where = "WHERE field = ? AND value = ? AND chunk = ?"
        find = sql("SELECT bits FROM", of.bits, where)
        put = sql("INSERT INTO", of.bits, "VALUES (?, ?, ?, ?)", _IN_PLACE)
        for key, mask in self._masks.items():
            found = connection.execute(find, key).fetchone()
            bits = mask ^ (int.from_bytes(found[0], "little") if found else 0)
            if bits:
                told = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
                connection.execute(put, (*key, told))
            else:
                connection.execute(sql("DELETE FROM", of.bits, where), key)


def _chunks(rows: Rows) -> Iterator[bytes]:
    told = rows.to_bytes((rows.bit_length() + 7) // 8, "little")
    for first in range(0, len(told), _CHUNK_BYTES):
        yield told[first : first + _CHUNK_BYTES]


def _joined(parts: Iterable[tuple[int, bytes]]) -> Rows:
    found: dict[int, int] = {}
    for chunk, bits in parts:
        found[chunk] = found.get(chunk, 0) | int.from_bytes(bits, "little")
    if not found:
        return 0
    told = bytearray((max(found) + 1) * _CHUNK_BYTES)
    for chunk, number in found.items():
        first = chunk * _CHUNK_BYTES
        told[first : first + _CHUNK_BYTES] = number.to_bytes(_CHUNK_BYTES, "little")
    return int.from_bytes(told, "little")
