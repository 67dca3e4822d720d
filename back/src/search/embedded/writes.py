"""Writes on the writer's connection, each inside a transaction of its own."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from search.documents import Entry
from search.embedded.layout import Layout, sql
from search.embedded.statistics import gather_statistics, has_doubled
from search.types import Applied, Kind, Outcome, Rejected, Scalar, Superseded

_APPLIED: Final = Applied()
_SUPERSEDED: Final = Superseded()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statements:
    find: str
    put: str
    put_words: str
    put_values: str
    remove_words: str
    remove_values: str


def apply(
    connection: sqlite3.Connection, of: Layout, entries: Iterable[Entry | Rejected]
) -> list[Outcome]:
    """Write the entries that are newer than what is there; return one outcome each."""
    statements = _statements(of)
    before = _size(connection, of)
    outcomes = [
        one if isinstance(one, Rejected) else _applied(connection, of, statements, one)
        for one in entries
    ]
    if has_doubled(before, _size(connection, of)):
        gather_statistics(connection)
    return outcomes


def _size(connection: sqlite3.Connection, of: Layout) -> int:
    statement = sql("SELECT ifnull(max(row), 0) FROM", of.doc)
    return int(connection.execute(statement).fetchone()[0])


def _applied(
    connection: sqlite3.Connection, of: Layout, statements: _Statements, entry: Entry
) -> Outcome:
    found = connection.execute(statements.find, (entry.id,)).fetchone()
    row = None
    if found is not None:
        row, version, gone = found
        if version >= entry.version:
            return _SUPERSEDED
        if not gone:
            _remove_parts(connection, of, statements, row)
    # A document keeps its row, by which its words and values are found.
    cursor = connection.execute(statements.put, _columns(of, entry, row))
    if not entry.gone:
        _put_parts(connection, of, statements, entry, cursor.lastrowid)
    return _APPLIED


def _remove_parts(
    connection: sqlite3.Connection, of: Layout, statements: _Statements, row: int
) -> None:
    if of.worded:
        connection.execute(statements.remove_words, (row,))
    if of.listed:
        connection.execute(statements.remove_values, (row,))


def _put_parts(
    connection: sqlite3.Connection,
    of: Layout,
    statements: _Statements,
    entry: Entry,
    row: int | None,
) -> None:
    if entry.words:
        texts = [" ".join(entry.words.get(name, ())) for name in of.worded]
        connection.execute(statements.put_words, (row, *texts))
    rows = [
        (number, value, row)
        for number, name in enumerate(of.listed)
        for value in entry.values.get(name, ())
    ]
    if rows:
        connection.executemany(statements.put_values, rows)


def _columns(of: Layout, entry: Entry, row: int | None) -> Sequence[Scalar | None]:
    head = (row, entry.id, entry.version, entry.gone)
    return (*head, *(_column(of, entry, name) for name in of.columns))


def _column(of: Layout, entry: Entry, name: str) -> Scalar | None:
    if of.schema.fields[name].kind is Kind.TEXT:
        return True if name in entry.words else None
    values = entry.values.get(name)
    return values[0] if values else None


def _statements(of: Layout) -> _Statements:
    marks = ", ".join("?" * (4 + len(of.columns)))
    texts = ", ".join("?" * (1 + len(of.worded)))
    names = ", ".join(("rowid", *(f"w_{name}" for name in of.worded)))
    return _Statements(
        find=sql("SELECT row, version, gone FROM", of.doc, "WHERE id = ?"),
        put=sql("INSERT OR REPLACE INTO", of.doc, "VALUES (", marks, ")"),
        put_words=sql("INSERT INTO", of.word, "(", names, ") VALUES (", texts, ")"),
        put_values=sql("INSERT INTO", of.many, "VALUES (?, ?, ?)"),
        remove_words=sql("DELETE FROM", of.word, "WHERE rowid = ?"),
        remove_values=sql("DELETE FROM", of.many, "WHERE row = ?"),
    )
