"""Writes on the writer's connection, each inside a transaction of its own.

Only what a new version changes of a document is written: most change little.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeAlias

from search.documents import Entry
from search.embedded.bits import Flips
from search.embedded.layout import LIVE, Layout, sql
from search.types import Applied, Kind, Outcome, Rejected, Scalar, Superseded

# What a document has in each column.
Columns: TypeAlias = Sequence[Scalar | None]

_APPLIED: Final = Applied()
_SUPERSEDED: Final = Superseded()
_NOTHING: Final = (None,)
_HEAD: Final = 4  # columns before those of fields


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    """At which place the values are of which sets of rows are kept."""

    place: int
    number: int
    many: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Which columns there are, and the places of those that are no single values."""

    columns: Sequence[str]
    many: Sequence[tuple[int, str]]
    texts: Sequence[tuple[int, str]]
    sets: Sequence[_Set]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writing:
    """One transaction: the sets of rows are written at its end, each chunk of them once."""

    connection: sqlite3.Connection
    of: Layout
    plan: _Plan
    flips: Flips = field(default_factory=Flips)


def apply(
    connection: sqlite3.Connection, of: Layout, entries: Iterable[Entry | Rejected]
) -> list[Outcome]:
    """Write the entries that are newer than what is there; return one outcome each."""
    writing = _Writing(connection=connection, of=of, plan=_plan(of))
    outcomes = [one if isinstance(one, Rejected) else _applied(writing, one) for one in entries]
    writing.flips.write(connection, of)
    return outcomes


def _applied(writing: _Writing, entry: Entry) -> Outcome:
    of = writing.of
    find = sql("SELECT * FROM", of.doc, "WHERE id = ?")
    found = writing.connection.execute(find, (entry.id,)).fetchone()
    if found is not None and found[2] >= entry.version:
        return _SUPERSEDED
    after = _columns(writing.plan, entry)
    if found is None:
        row = _inserted(writing, entry, after)
        _flip(writing, row, _NOTHING * len(after), after)
        was_gone = True
    else:
        row, _, _, was_gone, *before = found
        # A document keeps its row, by which its words and values are found.
        _changed(writing, entry, found, after)
        _flip(writing, row, before, after)
    if bool(was_gone) is not entry.gone:
        writing.flips.flip(LIVE, 1, row)
    if of.worded:
        _put_words(writing, entry, row, was_gone=bool(was_gone))
    if of.listed:
        _put_values(writing, entry, row)
    return _APPLIED


def _inserted(writing: _Writing, entry: Entry, after: Columns) -> int:
    marks = ", ".join("?" * (_HEAD + len(after)))
    put = sql("INSERT INTO", writing.of.doc, "VALUES (", marks, ")")
    values = (None, entry.id, entry.version, entry.gone, *after)
    row = writing.connection.execute(put, values).lastrowid
    assert row is not None, "a row was inserted"
    return row


def _changed(writing: _Writing, entry: Entry, found: Sequence[Any], after: Columns) -> None:
    """Write the columns that differ: an index without any of them is left alone."""
    now = (found[0], entry.id, entry.version, entry.gone, *after)
    places = tuple(place for place, value in enumerate(now) if value != found[place])
    values = (*(now[place] for place in places), found[0])
    writing.connection.execute(_update(writing.of.doc, writing.of.columns, places), values)


@lru_cache(maxsize=256)
def _update(doc: str, columns: Sequence[str], places: Sequence[int]) -> str:
    names = ("row", "id", "version", "gone", *(f"c_{name}" for name in columns))
    told = ", ".join(f"{names[place]} = ?" for place in places)
    return sql("UPDATE", doc, "SET", told, "WHERE row = ?")


def _flip(writing: _Writing, row: int, before: Columns, after: Columns) -> None:
    """Move the row from the sets of the values that it had to those that it has now."""
    flip = writing.flips.flip
    for set_ in writing.plan.sets:
        old, new = before[set_.place], after[set_.place]
        if old == new:
            continue
        if set_.many:
            for value in (*_values(old), *_values(new)):
                flip(set_.number, value, row)
            continue
        if old is not None:
            flip(set_.number, old, row)
        if new is not None:
            flip(set_.number, new, row)


def _values(column: Scalar | None) -> Iterable[Scalar]:
    values: list[Scalar] = [] if column is None else json.loads(str(column))
    return values


def _put_words(writing: _Writing, entry: Entry, row: int, *, was_gone: bool) -> None:
    connection, of = writing.connection, writing.of
    texts = tuple(" ".join(entry.words.get(name, ())) for name in of.worded)
    if not was_gone:
        names = ", ".join(f"w_{name}" for name in of.worded)
        find = sql("SELECT", names, "FROM", of.word, "WHERE rowid = ?")
        found = connection.execute(find, (row,)).fetchone()
        if (found or ("",) * len(texts)) == texts:
            return
        if found is not None:
            connection.execute(sql("DELETE FROM", of.word, "WHERE rowid = ?"), (row,))
    if entry.words:
        names = ", ".join(("rowid", *(f"w_{name}" for name in of.worded)))
        marks = ", ".join("?" * (1 + len(texts)))
        put = sql("INSERT INTO", of.word, "(", names, ") VALUES (", marks, ")")
        connection.execute(put, (row, *texts))


def _put_values(writing: _Writing, entry: Entry, row: int) -> None:
    connection, of = writing.connection, writing.of
    connection.execute(sql("DELETE FROM", of.many, "WHERE row = ?"), (row,))
    rows = [
        (of.numbers[name], value, row) for name in of.listed for value in entry.values.get(name, ())
    ]
    if rows:
        connection.executemany(sql("INSERT INTO", of.many, "VALUES (?, ?, ?)"), rows)


def _columns(plan: _Plan, entry: Entry) -> tuple[Scalar | None, ...]:
    values, words = entry.values, entry.words
    columns = [values.get(name, _NOTHING)[0] for name in plan.columns]
    for place, name in plan.many:
        columns[place] = json.dumps(values[name]) if values.get(name) else None
    for place, name in plan.texts:
        columns[place] = True if name in words else None
    return tuple(columns)


def _plan(of: Layout) -> _Plan:
    fields = of.schema.fields
    places = list(enumerate(of.columns))
    return _Plan(
        columns=of.columns,
        many=[each for each in places if fields[each[1]].many],
        texts=[each for each in places if fields[each[1]].kind is Kind.TEXT],
        sets=[
            _Set(place=place, number=of.numbers[name], many=fields[name].many)
            for place, name in places
            if name in of.few
        ],
    )
