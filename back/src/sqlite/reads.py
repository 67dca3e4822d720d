"""Reads on the reader's connection; each is bounded, and short enough for the loop itself."""

import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlite.rows import is_live, item_of
from store.cursor import (
    Position,
    cursor_at,
    position_after,
    position_in,
    scan_cursor_at,
    scan_position_after,
)
from store.types import Item, Key, Page, Query

_GET: Final = "SELECT * FROM item WHERE pk = ? AND sk = ?"
_SCAN: Final = "SELECT * FROM item WHERE (pk, sk) > (?, ?) ORDER BY pk, sk LIMIT ?"
_LAST_CHARACTER: Final = chr(0x10FFFF)
_SURROGATES: Final = 0xD800
_AFTER_SURROGATES: Final = 0xE000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the ``segments`` parts of the table, counted from 0."""

    segment: int
    segments: int


def get(
    connection: sqlite3.Connection, keys: Sequence[Key], *, now: int
) -> tuple[Item | None, ...]:
    """Return one item a key, in the keys' order."""
    found: dict[Key, Item | None] = {}
    # One transaction around all: to begin one for each key costs a fifth of the time.
    connection.execute("BEGIN")
    try:
        for key in keys:
            if key not in found:
                row = connection.execute(_GET, (key.pk, key.sk)).fetchone()
                found[key] = item_of(row) if row and is_live(row, now=now) else None
    finally:
        connection.execute("COMMIT")
    return tuple(found[key] for key in keys)


def query(connection: sqlite3.Connection, asked: Query, *, now: int) -> Page:
    """Return the page that ``asked`` describes."""
    statement, values = _select(asked, position_after(asked), now=now)
    # One more than asked for tells whether anything follows.
    rows = connection.execute(statement, (*values, asked.limit + 1)).fetchall()
    items = tuple(item_of(row) for row in rows[: asked.limit])
    if len(rows) <= asked.limit:
        return Page(items, None)
    last = position_in(asked, items[-1])
    assert last is not None
    return Page(items, cursor_at(asked, last))


def scan(
    connection: sqlite3.Connection, part: Part, *, after: str | None, limit: int, now: int
) -> Page:
    """Return those of the next ``limit`` items that are in ``part``; they may be few, or none."""
    start = scan_position_after(after, segment=part.segment, segments=part.segments)
    rows = connection.execute(
        _SCAN, ("" if start is None else start.pk, "" if start is None else start.sk, limit + 1)
    ).fetchall()
    items = tuple(
        item_of(row) for row in rows[:limit] if _is_in(part, row[0]) and is_live(row, now=now)
    )
    if len(rows) <= limit:
        return Page(items, None)
    last = Key(rows[limit - 1][0], rows[limit - 1][1])
    return Page(items, scan_cursor_at(last, segment=part.segment, segments=part.segments))


def _is_in(part: Part, pk: str) -> bool:
    return zlib.crc32(pk.encode()) % part.segments == part.segment


def _select(asked: Query, after: Position | None, *, now: int) -> tuple[str, list[str | int]]:
    """Return the statement for ``asked`` without its limit, and the values for it."""
    pk, sort = ("pk", "sk") if asked.index is None else (f"{asked.index}pk", f"{asked.index}sk")
    place = (sort,) if asked.index is None else (sort, "pk", "sk")
    where = [f"{pk} = ?", "(expires IS NULL OR expires > ?)"]
    values: list[str | int] = [asked.pk, now]
    if asked.prefix:
        where.append(f"{sort} >= ?")
        values.append(asked.prefix)
        if (end := _end_of(asked.prefix)) is not None:
            where.append(f"{sort} < ?")
            values.append(end)
    if after is not None:
        marks = ", ".join("?" * len(place))
        where.append(f"({', '.join(place)}) {'<' if asked.reverse else '>'} ({marks})")
        values += after[: len(place)]
    order = ", ".join(f"{column} DESC" if asked.reverse else column for column in place)
    clauses = ["SELECT * FROM item WHERE", " AND ".join(where), "ORDER BY", order, "LIMIT ?"]
    return " ".join(clauses), values


def _end_of(prefix: str) -> str | None:
    """Return the least text after all that begin with ``prefix``; ``None`` if there is none.

    Code points order as the bytes of UTF-8 do; those of surrogates are no characters.
    """
    stem = prefix.rstrip(_LAST_CHARACTER)
    if not stem:
        return None
    following = ord(stem[-1]) + 1
    return stem[:-1] + chr(_AFTER_SURROGATES if following == _SURROGATES else following)
