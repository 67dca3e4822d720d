"""The change log: what became of each streamed item, in the order of the commits."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

from sqlite.rows import Row, item_of
from store.types import UNSTREAMED, Item, Key

# The longest that changes are kept, whoever may still want them.
KEPT_FOR: Final = timedelta(days=7)
# SQLite's greatest integer.
EVERYTHING: Final = 2**63 - 1
# A trim takes turns with commits; this many rows take a few milliseconds.
TRIM_ROWS: Final = 500

# An old row and a new one, of which one may be missing.
Replaced: TypeAlias = tuple[Row | None, Row | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``old`` is as stored before, even if expired; ``new`` is ``None`` after a deletion."""

    position: int
    at: datetime
    key: Key
    old: Item | None
    new: Item | None


def record(connection: sqlite3.Connection, replaced: Iterable[Replaced], *, at: int) -> None:
    """Append the changes of streamed items to the log; ``at`` is in epoch seconds."""
    connection.executemany(
        "INSERT INTO change (at, pk, sk, old, new) VALUES (?, ?, ?, ?, ?)",
        [
            (at, row[0], row[1], _image(old), _image(new))
            for old, new in replaced
            if (row := new or old) is not None and not row[0].startswith(UNSTREAMED)
        ],
    )


def read(connection: sqlite3.Connection, *, after: int, limit: int) -> tuple[Change, ...]:
    """Return up to ``limit`` changes that follow the position ``after``, from 0 on."""
    rows = connection.execute(
        "SELECT position, at, pk, sk, old, new FROM change WHERE position > ?"
        " ORDER BY position LIMIT ?",
        (after, limit),
    )
    return tuple(
        Change(
            position=position,
            at=datetime.fromtimestamp(at, UTC),
            key=Key(pk, sk),
            old=_item(pk, sk, old),
            new=_item(pk, sk, new),
        )
        for position, at, pk, sk, old, new in rows.fetchall()
    )


def trimmed_to(connection: sqlite3.Connection) -> int:
    """Return the position up to which changes were removed; 0 if none were."""
    [position] = connection.execute(
        "SELECT coalesce((SELECT min(position) - 1 FROM change),"
        " (SELECT seq FROM sqlite_sequence WHERE name = 'change'), 0)"
    ).fetchone()
    return int(position)


def trim(connection: sqlite3.Connection, *, before: int, up_to: int) -> int:
    """Remove the oldest changes from before that second, up to that position.

    Return how many, 0 if none are left.
    """
    # Walks from the oldest on, and stops at the first that stays.
    return connection.execute(
        "DELETE FROM change WHERE at < ? AND position <= ? AND position < ("
        " SELECT ifnull(min(position), 0) + ? FROM change)",
        (before, up_to, TRIM_ROWS),
    ).rowcount


def _image(row: Row | None) -> bytes | None:
    """Return ``row`` without its key as bytes: a line of JSON, then the packed body."""
    if row is None:
        return None
    return b"\n".join([json.dumps(row[2:-1]).encode(), row[-1]])


def _item(pk: str, sk: str, image: Any) -> Item | None:
    if image is None:
        return None
    head, body = bytes(image).split(b"\n", 1)
    return item_of((pk, sk, *json.loads(head.decode()), body))
