"""Facets on a reader's connection, inside a transaction, so that they see one state."""

import sqlite3
from collections.abc import Mapping
from typing import Any, Final

from search.embedded.bits import Rows, counted, in_mask, mask_of
from search.embedded.clauses import Clause
from search.embedded.layout import Layout, has_index, index_on, is_column, sql
from search.embedded.matches import FEW, listed, matches
from search.types import Facet, FacetQuery, Kind

_COUNTED: Final = ", count(*) FROM"


def facets(
    connection: sqlite3.Connection, of: Layout, query: FacetQuery
) -> tuple[tuple[Facet, ...], ...]:
    """Return the commonest values of each field of a checked ``query``."""
    found = matches(connection, of, query)
    return tuple(
        _commonest(_counts(connection, of, found, name), of.schema.fields[name].kind, query.limit)
        for name in query.fields
    )


def told(kind: Kind, value: Any) -> Any:
    """Return a value as it was given: SQLite has no booleans."""
    return bool(value) if kind is Kind.BOOL and value is not None else value


def _counts(
    connection: sqlite3.Connection, of: Layout, found: Rows, name: str
) -> Mapping[Any, int]:
    if name in of.few:
        return counted(connection, of, of.numbers[name], found)
    is_few = found.bit_count() <= FEW
    if is_column(of.schema.fields[name]):
        return _by_column(connection, of, name, _among(found, "d.row", is_few=is_few))
    among = _among(found, "row", is_few=is_few)
    by = f"INDEXED BY {of.many}_row" if is_few else ""
    counting = ("SELECT value", _COUNTED, of.many, by, "WHERE field = ? AND", among.sql)
    values = (of.numbers[name], *among.values)
    return dict(connection.execute(sql(*counting, "GROUP BY 1"), values).fetchall())


def _by_column(
    connection: sqlite3.Connection, of: Layout, name: str, among: Clause
) -> Mapping[Any, int]:
    # Along an index of the column, what is alike comes together, and need not be sorted.
    along = among.sql.startswith("substr") and has_index(of.schema.fields[name])
    by = f"INDEXED BY {index_on(of, name)}" if along else "NOT INDEXED"
    counting = (f"SELECT d.c_{name}", _COUNTED, of.doc, "AS d", by, "WHERE d.gone = 0 AND")
    statement = sql(*counting, among.sql, "GROUP BY 1")
    return dict(connection.execute(statement, among.values).fetchall())


def _among(found: Rows, row: str, *, is_few: bool) -> Clause:
    return listed(found, row) if is_few else Clause(in_mask(row), (mask_of(found),))


def _commonest(counts: Mapping[Any, int], kind: Kind, limit: int) -> tuple[Facet, ...]:
    found = [(value, count) for value, count in counts.items() if value is not None]
    found.sort(key=lambda item: (-item[1], item[0]))
    return tuple(Facet(told(kind, value), count) for value, count in found[:limit])
