"""Pages on a reader's connection, inside a transaction, so that they see one state."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from search.checks import facets_in
from search.cursors import Place, cursor_at, key_of, place_after
from search.embedded.clauses import Clause, joined
from search.embedded.facets import facets, told
from search.embedded.layout import Layout, index_on, sql
from search.embedded.matches import FEW, Matches, matches
from search.types import Hits, Order, Scalar, SearchQuery


def page(connection: sqlite3.Connection, of: Layout, query: SearchQuery) -> Hits:
    """Return the page of a checked ``query``.

    What matches is looked for first, as far as it is counted.  If that is all, the page is
    made of it; if there is more, the order of the sort soon comes upon enough that match.
    """
    key = key_of(query)
    after = place_after(key, query, of.schema)
    found = matches(connection, of, query, most=max(query.count_up_to, FEW))
    # One more than asked for tells whether anything follows.
    rows = _rows(connection, of, query, found, after)
    cursors = tuple(cursor_at(key, _place(of, query.sort, row)) for row in rows[: query.limit])
    return Hits(
        ids=tuple(row[0] for row in rows[: query.limit]),
        cursors=cursors,
        next=cursors[-1] if len(rows) > query.limit else None,
        total=min(found.count, query.count_up_to),
        total_exact=found.count <= query.count_up_to,
        facets=facets(connection, of, facets_in(query)) if query.facets else (),
    )


def _rows(
    connection: sqlite3.Connection,
    of: Layout,
    query: SearchQuery,
    found: Matches,
    after: Place | None,
) -> list[Any]:
    """Return the rows of the page and one more."""
    columns = ", ".join(("d.id", *(f"d.c_{one.field}" for one in query.sort)))
    index = index_on(of, query.sort[0].field if query.sort else None)
    table = sql(of.doc, "AS d", "NOT INDEXED" if found.whole else f"INDEXED BY {index}")
    order = _order(query.sort)
    rows: list[Any] = []
    for part in _parts_after(query.sort, after):
        both = joined((found.among, part), "AND", empty="1")
        statement = sql("SELECT", columns, "FROM", table, "WHERE", both.sql, "ORDER BY", order)
        left = query.limit + 1 - len(rows)
        rows += connection.execute(f"{statement} LIMIT ?", (*both.values, left)).fetchall()
        if len(rows) > query.limit:
            break
    return rows


def _order(sort: Sequence[Order]) -> str:
    columns = (*((f"d.c_{one.field}", one.descending) for one in sort), ("d.id", _ties(sort)))
    return ", ".join(f"{column} DESC" if down else column for column, down in columns)


def _ties(sort: Sequence[Order]) -> bool:
    """Tell whether ids of what the sort holds equal descend."""
    return bool(sort) and sort[-1].descending


def _parts_after(sort: Sequence[Order], after: Place | None) -> Iterator[Clause]:
    """Yield conditions for what follows ``after``, in the order in which it does.

    Where absent values end or begin the first field of the sort, they are a part of their
    own, so that each part is one range of the field's index.
    """
    if after is None:
        yield Clause("1")
        return
    places = list(zip(sort, after.values, strict=True))
    follows = _follows(places, after.id, ties=_ties(sort))
    if not sort:
        yield follows
        return
    column, value = f"d.c_{sort[0].field}", after.values[0]
    if value is None:
        yield joined((Clause(f"{column} IS NULL"), follows), "AND", empty="1")
        if not sort[0].descending:
            yield Clause(f"{column} IS NOT NULL")
        return
    bound = Clause(f"{column} {'<=' if sort[0].descending else '>='} ?", (value,))
    yield joined((bound, follows), "AND", empty="1")
    if sort[0].descending:
        yield Clause(f"{column} IS NULL")


def _follows(places: Sequence[tuple[Order, Scalar | None]], id_: str, *, ties: bool) -> Clause:
    """Return the condition for what follows a place, by all fields and the id."""
    if not places:
        return Clause(f"d.id {'<' if ties else '>'} ?", (id_,))
    (order, value), *rest = places
    column = f"d.c_{order.field}"
    same = Clause(f"{column} IS NULL") if value is None else Clause(f"{column} = ?", (value,))
    tied = joined((same, _follows(rest, id_, ties=ties)), "AND", empty="1")
    return joined((_beyond(column, value, order), tied), "OR", empty="0")


def _beyond(column: str, value: Scalar | None, order: Order) -> Clause:
    if value is None:
        return Clause("0") if order.descending else Clause(f"{column} IS NOT NULL")
    if order.descending:
        return Clause(f"({column} < ? OR {column} IS NULL)", (value,))
    return Clause(f"{column} > ?", (value,))


def _place(of: Layout, sort: Sequence[Order], row: Sequence[Any]) -> Place:
    values = tuple(
        told(of.schema.fields[order.field].kind, value)
        for order, value in zip(sort, row[1:], strict=True)
    )
    return Place(values, row[0])
