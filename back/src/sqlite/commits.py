"""A commit on the writer's connection: every expectation is checked, then everything written."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlite.changes import Replaced, record
from sqlite.rows import Row, is_live, item_of, row_of
from store.compression import Packed, packed
from store.types import (
    Absent,
    Add,
    AtVersion,
    Cancelled,
    Check,
    CommitResult,
    Committed,
    ConditionFailed,
    Delete,
    Exists,
    Expect,
    Item,
    Key,
    Put,
    Whatever,
    Write,
    key_of,
)

_SELECT: Final = "SELECT * FROM item WHERE pk = ? AND sk = ?"
_DELETE: Final = "DELETE FROM item WHERE pk = ? AND sk = ?"
# In place: what is replaced would be deleted, and appended anew.
_PUT: Final = """
INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (pk, sk) DO UPDATE SET
  kind = excluded.kind, version = excluded.version,
  g1pk = excluded.g1pk, g1sk = excluded.g1sk, g2pk = excluded.g2pk, g2sk = excluded.g2sk,
  g3pk = excluded.g3pk, g3sk = excluded.g3sk, g4pk = excluded.g4pk, g4sk = excluded.g4sk,
  counters = excluded.counters, expires = excluded.expires,
  encoding = excluded.encoding, body = excluded.body
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """Checked writes, the packed body of each put item, and the second in which they happen."""

    writes: Sequence[Write]
    bodies: Mapping[Key, Packed]
    now: int


def apply(connection: sqlite3.Connection, commit: Commit) -> CommitResult:
    """Write all of ``commit`` or, if an expectation fails, nothing, inside a transaction."""
    found = [_stored(connection, key_of(write)) for write in commit.writes]
    reasons = tuple(
        _refusal(write, row, now=commit.now)
        for write, row in zip(commit.writes, found, strict=True)
    )
    if any(reason is not None for reason in reasons):
        return Cancelled(reasons)
    replaced = [
        (old, new)
        for write, old in zip(commit.writes, found, strict=True)
        if (new := _row_after(write, old, commit)) != old
    ]
    _store(connection, replaced)
    record(connection, replaced, at=commit.now)
    return Committed()


def remove_expired(connection: sqlite3.Connection, *, now: int, limit: int) -> int:
    """Remove up to ``limit`` items that are invisible since ``now`` or longer."""
    rows = connection.execute(
        "SELECT * FROM item WHERE expires <= ? LIMIT ?", (now, limit)
    ).fetchall()
    replaced: list[Replaced] = [(row, None) for row in rows]
    _store(connection, replaced)
    record(connection, replaced, at=now)
    return len(rows)


def _stored(connection: sqlite3.Connection, key: Key) -> Row | None:
    row: Row | None = connection.execute(_SELECT, (key.pk, key.sk)).fetchone()
    return row


def _store(connection: sqlite3.Connection, replaced: Sequence[Replaced]) -> None:
    connection.executemany(
        _DELETE, [(old[0], old[1]) for old, new in replaced if old is not None and new is None]
    )
    connection.executemany(_PUT, [new for _, new in replaced if new is not None])


def _refusal(write: Write, row: Row | None, *, now: int) -> ConditionFailed | None:
    if isinstance(write, Add):
        return None
    current = item_of(row) if row is not None and is_live(row, now=now) else None
    return None if _holds(write.expect, current) else ConditionFailed(current)


def _holds(expect: Expect, current: Item | None) -> bool:
    match expect:
        case Absent():
            return current is None
        case AtVersion(version):
            return current is not None and current.version == version
        case Exists():
            return current is not None
        case Whatever():
            return True


def _row_after(write: Write, old: Row | None, commit: Commit) -> Row | None:
    match write:
        case Put(item):
            return row_of(item, commit.bodies[item.key])
        case Delete():
            return None
        case Check():
            return old
        case Add():
            return _row_added(write, old if old and is_live(old, now=commit.now) else None)


def _row_added(add: Add, old: Row | None) -> Row:
    """Return the row of a counters' item; its version counts the additions."""
    before = Item(add.key, add.kind, version=0, body=b"") if old is None else item_of(old)
    counters = dict(before.counters)
    for name, delta in add.deltas:
        counters[name] = counters.get(name, 0) + delta
    after = replace(before, version=before.version + 1, counters=tuple(sorted(counters.items())))
    return row_of(after, packed(after.body))
