"""Pages on a reader's connection, inside a transaction, so that they see one state.

What matches is known before anything is sorted.  Where a field of the sort has few values, each
has its rows apart, so that only those are sorted, by the rest, that the page comes to.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from search.checks import facets_in
from search.cursors import Place, cursor_at, key_of, place_after
from search.embedded.bits import Rows, by_value, in_mask, live, mask_of
from search.embedded.clauses import Clause, joined
from search.embedded.facets import facets, told
from search.embedded.layout import Layout, index_on, sql
from search.embedded.matches import listed, matches
from search.types import Hits, Order, Scalar, SearchQuery

# What it costs to read a row, in entries of an index that are passed over.
_A_ROW: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Rows that the first fields of a sort hold equal, and what is left to sort them by.

    ``ties`` tells whether ids of what all of it holds equal descend.  Of a block in which the
    page begins, only what follows ``after`` counts; a page takes up to ``limit`` rows of it.
    """

    rows: Rows
    sort: tuple[Order, ...]
    ties: bool
    after: Place | None
    limit: int

    @property
    def is_small(self) -> bool:
        """Tell whether to read and sort them all is sooner done than to look for the first.

        The former costs by their number, the latter by how rare they are among all.
        """
        count, all_ = self.rows.bit_count(), self.rows.bit_length()
        return count <= self.limit or _A_ROW * count * count <= self.limit * all_


def page(connection: sqlite3.Connection, of: Layout, query: SearchQuery) -> Hits:
    """Return the page of a checked ``query``."""
    key = key_of(query)
    after = place_after(key, query, of.schema)
    found = matches(connection, of, query)
    # One more than asked for tells whether anything follows.
    rows: list[Any] = []
    whole = _Block(
        rows=found, sort=query.sort, ties=_ties(query.sort), after=after, limit=query.limit + 1
    )
    for block in _blocks(connection, of, whole):
        rows += _rows(connection, of, query.sort, block, limit=query.limit + 1 - len(rows))
        if len(rows) > query.limit:
            break
    cursors = tuple(cursor_at(key, _place(of, query.sort, row)) for row in rows[: query.limit])
    return Hits(
        ids=tuple(row[0] for row in rows[: query.limit]),
        cursors=cursors,
        next=cursors[-1] if len(rows) > query.limit else None,
        total=min(found.bit_count(), query.count_up_to),
        total_exact=found.bit_count() <= query.count_up_to,
        facets=facets(connection, of, facets_in(query)) if query.facets else (),
    )


def _blocks(connection: sqlite3.Connection, of: Layout, block: _Block) -> Iterator[_Block]:
    """Yield the parts of ``block`` in the order of the leading fields that have few values."""
    if not block.rows:
        return
    if not block.sort or block.sort[0].field not in of.few or block.is_small:
        yield block
        return
    order, *rest = block.sort
    for value, rows in _valued(connection, of, order):
        after = block.after
        if after is not None and value != after.values[0]:
            if not _is_beyond(value, after.values[0], order):
                continue
            after = None
        if after is not None:
            after = Place(after.values[1:], after.id)
        part = replace(block, rows=block.rows & rows, sort=tuple(rest), after=after)
        yield from _blocks(connection, of, part)


def _valued(
    connection: sqlite3.Connection, of: Layout, order: Order
) -> Iterator[tuple[Scalar | None, Rows]]:
    """Yield each value of a field in the order of the sort, and its rows; the first is absent."""
    values: list[tuple[Scalar | None, Rows]] = []
    absent = live(connection, of)
    for value, rows in by_value(connection, of, of.numbers[order.field]):
        values.append((value, rows))
        absent &= ~rows
    ascending = [(None, absent), *values]
    return reversed(ascending) if order.descending else iter(ascending)


def _is_beyond(value: Any, other: Any, order: Order) -> bool:
    """Tell whether a value comes after another one, of which none is the same."""
    if value is None or other is None:
        return (value is None) is order.descending
    return bool(value < other if order.descending else value > other)


def _rows(
    connection: sqlite3.Connection, of: Layout, sort: Sequence[Order], block: _Block, *, limit: int
) -> list[Any]:
    """Return the first rows of a block, up to ``limit``."""
    columns = ", ".join(("d.id", *(f"d.c_{one.field}" for one in sort)))
    among, way = _way(of, block)
    order = _order(block.sort, ties=block.ties)
    table = sql("SELECT", columns, "FROM", of.doc, "AS d", way, "WHERE")
    rows: list[Any] = []
    for part in _parts_after(block):
        both = joined((among, part), "AND", empty="1")
        statement = sql(table, both.sql, "ORDER BY", order, "LIMIT ?")
        values = (*both.values, limit - len(rows))
        rows += connection.execute(statement, values).fetchall()
        if len(rows) == limit:
            break
    return rows


def _way(of: Layout, block: _Block) -> tuple[Clause, str]:
    """Return the condition for the rows of a block, and how to come upon them."""
    if block.is_small:
        return listed(block.rows, "d.row"), "NOT INDEXED"
    mask = Clause(in_mask("d.row"), (mask_of(block.rows),))
    if not block.sort:
        return mask, f"INDEXED BY {index_on(of, None)}"
    # The index has no others, and the condition tells SQLite that it serves.
    there = joined((Clause("d.gone = 0"), mask), "AND", empty="1")
    return there, f"INDEXED BY {index_on(of, block.sort[0].field)}"


def _order(sort: Sequence[Order], *, ties: bool) -> str:
    columns = (*((f"d.c_{one.field}", one.descending) for one in sort), ("d.id", ties))
    return ", ".join(f"{column} DESC" if down else column for column, down in columns)


def _ties(sort: Sequence[Order]) -> bool:
    """Tell whether ids of what the sort holds equal descend."""
    return bool(sort) and sort[-1].descending


def _parts_after(block: _Block) -> Iterator[Clause]:
    """Yield conditions for what follows the place after which a block goes on, in its order.

    Where absent values end or begin the first field of the sort, they are a part of their
    own, so that each part is one range of the field's index.
    """
    sort, after = block.sort, block.after
    if after is None:
        yield Clause("1")
        return
    places = list(zip(sort, after.values, strict=True))
    follows = _follows(places, after.id, ties=block.ties)
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
