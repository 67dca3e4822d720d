"""Facets on a reader's connection, inside a transaction, so that they see one state.

What matches is read once for all fields that are columns: to group and sort it for each
field took several times as long.
"""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from search.embedded.clauses import Clause
from search.embedded.layout import Layout, is_column, sql
from search.embedded.matches import MANY, matches
from search.types import Facet, FacetQuery, Kind

_CHUNK: Final = 10_000


def facets(
    connection: sqlite3.Connection, of: Layout, query: FacetQuery
) -> tuple[tuple[Facet, ...], ...]:
    """Return the commonest values of each field of a checked ``query``."""
    among = matches(connection, of, query, most=MANY).among
    columns = [name for name in query.fields if is_column(of.schema.fields[name])]
    counts = _counted(connection, of, among, columns)
    listed = [name for name in query.fields if name not in counts]
    counts |= {name: _listed(connection, of, among, name) for name in listed}
    return tuple(
        _commonest(counts[name], of.schema.fields[name].kind, query.limit) for name in query.fields
    )


def told(kind: Kind, value: Any) -> Any:
    """Return a value as it was given: SQLite has no booleans."""
    return bool(value) if kind is Kind.BOOL and value is not None else value


def _counted(
    connection: sqlite3.Connection, of: Layout, among: Clause, names: Sequence[str]
) -> dict[str, Counter[Any]]:
    counts: dict[str, Counter[Any]] = {name: Counter() for name in names}
    if not names:
        return counts
    columns = ", ".join(f"d.c_{name}" for name in names)
    statement = sql("SELECT", columns, "FROM", of.doc, "AS d NOT INDEXED WHERE", among.sql)
    cursor = connection.execute(statement, among.values)
    while rows := cursor.fetchmany(_CHUNK):
        for counter, values in zip(counts.values(), zip(*rows, strict=True), strict=True):
            counter.update(values)
    return counts


def _listed(connection: sqlite3.Connection, of: Layout, among: Clause, name: str) -> Counter[Any]:
    rows = sql("SELECT d.row FROM", of.doc, "AS d NOT INDEXED WHERE", among.sql)
    counted = ("SELECT value, count(*) FROM", of.many, "WHERE field = ? AND +row IN (", rows)
    statement = sql(*counted, ") GROUP BY 1")
    values = (of.listed.index(name), *among.values)
    return Counter(dict(connection.execute(statement, values).fetchall()))


def _commonest(counts: Mapping[Any, int], kind: Kind, limit: int) -> tuple[Facet, ...]:
    found = [(value, count) for value, count in counts.items() if value is not None]
    found.sort(key=lambda item: (-item[1], item[0]))
    return tuple(Facet(told(kind, value), count) for value, count in found[:limit])
