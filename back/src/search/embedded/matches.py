"""Which rows match: each comparison is looked up by itself, and sets of rows are combined."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from search.embedded import bits
from search.embedded.bits import Rows
from search.embedded.clauses import Clause, comparison, match_of
from search.embedded.layout import Layout, has_index, index_on, is_column, sql
from search.types import (
    And,
    Exists,
    FacetQuery,
    Not,
    Or,
    Prefix,
    Range,
    SearchQuery,
    Term,
    Terms,
    Text,
    Where,
)

# So few rows are read one by one; more are soon come upon in the order of an index.
FEW: Final = 1000


@dataclass(frozen=True, slots=True)
class _Search:
    connection: sqlite3.Connection
    of: Layout
    live: Rows


def matches(connection: sqlite3.Connection, of: Layout, query: SearchQuery | FacetQuery) -> Rows:
    """Return the rows of the documents that are there, in scope, and match."""
    search = _Search(connection, of, bits.live(connection, of))
    return _among(search, And((query.scope, query.where)), search.live)


def listed(rows: Rows, column: str) -> Clause:
    """Return the condition that ``column`` is one of a few rows."""
    told = json.dumps(bits.numbers_of(rows))
    return Clause(sql(column, "IN (SELECT value FROM json_each(?))"), (told,))


def _among(search: _Search, where: Where, rows: Rows) -> Rows:
    """Return those of ``rows`` for which ``where`` holds."""
    match where:
        case And(parts):
            for part in sorted(parts, key=lambda part: _cost(part, search.of)):
                rows = _among(search, part, rows) if rows else 0
            return rows
        case Or(parts):
            found = 0
            for part in parts:
                found |= _among(search, part, rows & ~found)
            return found
        case Not(part):
            return rows & ~_among(search, part, rows)
        case Text(text, fields):
            return _with_words(search, text, fields, rows)
        case _:
            return _compared(search, where, rows)


def _cost(where: Where, of: Layout) -> int:
    """Rank what conditions cost: what few rows are left for the dearer ones makes them cheap."""
    match where:
        case And(parts) | Or(parts):
            return max((_cost(part, of) for part in parts), default=0)
        case Not(part):
            return _cost(part, of)
        case Text():
            return 1
        case Term(field) | Terms(field) | Prefix(field):
            return 0 if field in of.few else 1
        case Exists(field) | Range(field):
            return 0 if field in of.few else 2


def _with_words(search: _Search, text: str, fields: Sequence[str], rows: Rows) -> Rows:
    match = match_of(text, fields, search.of)
    if not isinstance(match, str):
        return rows if match else 0
    word = search.of.word
    statement = sql("SELECT rowid FROM", word, "WHERE", word, "MATCH ?")
    return rows & _numbered(search, statement, (match,))


def _compared(search: _Search, where: Term | Terms | Range | Prefix | Exists, rows: Rows) -> Rows:
    of, name = search.of, where.field
    if name in of.few:
        condition = comparison("value", where)
        number = of.numbers[name]
        return rows & bits.rows_with(search.connection, of, number, condition.sql, condition.values)
    if not is_column(of.schema.fields[name]):
        condition = comparison("value", where)
        statement = sql("SELECT row FROM", of.many, "WHERE field = ? AND", condition.sql)
        return rows & _numbered(search, statement, (of.numbers[name], *condition.values))
    return rows & _by_column(search, where, rows)


def _by_column(search: _Search, where: Term | Terms | Range | Prefix | Exists, rows: Rows) -> Rows:
    of = search.of
    condition = comparison(f"d.c_{where.field}", where)
    select = sql("SELECT d.row FROM", of.doc, "AS d")
    if rows.bit_count() <= FEW:
        few = listed(rows, "d.row")
        statement = sql(select, "NOT INDEXED WHERE", few.sql, "AND", condition.sql)
        return _numbered(search, statement, (*few.values, *condition.values))
    has_one = has_index(of.schema.fields[where.field])
    by = f"INDEXED BY {index_on(of, where.field)}" if has_one else "NOT INDEXED"
    statement = sql(select, by, "WHERE d.gone = 0 AND", condition.sql)
    return _numbered(search, statement, condition.values)


def _numbered(search: _Search, statement: str, values: Sequence[object]) -> Rows:
    found = search.connection.execute(statement, values)
    return bits.rows_from(number for (number,) in found.fetchall())
