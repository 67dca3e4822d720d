"""What matches a query, and the way to it: through an index only where that is shorter."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from search.embedded.clauses import Clause, clause_of, joined
from search.embedded.layout import Layout, is_column, sql
from search.embedded.statistics import shares
from search.types import And, FacetQuery, SearchQuery, Term, Terms, Where

# So many are looked for at least, also where few are counted.
FEW: Final = 1000
# So many are kept by their rows; more are sought again.
MANY: Final = 20_000
# Rows that an index leads to are read in no order, so that to read all is sooner done.
_INDEXED_SHARE: Final = 0.2
_LIVE: Final = Clause("d.gone = 0")


@dataclass(frozen=True, slots=True)
class Matches:
    """How many there are, as far as they were looked for, and a condition for all.

    ``whole`` if the condition names their rows.
    """

    count: int
    among: Clause
    whole: bool


def matches(
    connection: sqlite3.Connection, of: Layout, query: SearchQuery | FacetQuery, *, most: int
) -> Matches:
    """Look for up to ``most`` documents that are there, in scope, and match."""
    spread = shares(connection, of)
    parts = [_LIVE, *(_conjunct(where, of, spread) for where in _conjuncts(query))]
    condition = joined(parts, "AND", empty="1")
    statement = sql("SELECT d.row FROM", of.doc, "AS d WHERE", condition.sql, "LIMIT ?")
    rows = connection.execute(statement, (*condition.values, most + 1)).fetchall()
    if len(rows) > min(most, MANY):
        return Matches(len(rows), condition, whole=False)
    return Matches(len(rows), _among(rows), whole=True)


def _among(rows: Sequence[tuple[int]]) -> Clause:
    told = json.dumps([row for (row,) in rows])
    return Clause("d.row IN (SELECT value FROM json_each(?))", (told,))


def _conjuncts(query: SearchQuery | FacetQuery) -> Iterator[Where]:
    # SQLite looks at them in this order, and most scopes hold for most rows.
    waiting = [query.scope, query.where]
    while waiting:
        where = waiting.pop()
        if isinstance(where, And):
            waiting += where.parts
        else:
            yield where


def _conjunct(where: Where, of: Layout, spread: Mapping[str, float]) -> Clause:
    clause = clause_of(where, of)
    if not isinstance(where, Term | Terms) or not is_column(of.schema.fields[where.field]):
        return clause
    values = len(where.values) if isinstance(where, Terms) else 1
    if values * spread.get(where.field, 0) < _INDEXED_SHARE:
        return clause
    # The sign keeps SQLite from the column's index.
    return Clause(f"+{clause.sql}", clause.values)
