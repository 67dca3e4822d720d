"""Conditions as SQL.

A comparison with an absent value is NULL, which AND and OR treat as false; only NOT must not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from search.embedded.layout import Layout, is_column, sql
from search.types import (
    And,
    Exists,
    Not,
    Or,
    Prefix,
    Range,
    Scalar,
    Term,
    Terms,
    Text,
    Where,
)
from search.words import words

_LAST_CHARACTER: Final = chr(0x10FFFF)
_SURROGATES: Final = 0xD800
_AFTER_SURROGATES: Final = 0xE000


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a statement, and a value for each ``?`` in it."""

    sql: str
    values: tuple[Scalar, ...] = ()


def joined(clauses: Iterable[Clause], operator: str, *, empty: str) -> Clause:
    """Return ``clauses`` in parentheses with ``operator`` between them; ``empty`` for none."""
    parts = tuple(clauses)
    if not parts:
        return Clause(empty)
    inner = f" {operator} ".join(part.sql for part in parts)
    return Clause(f"({inner})", tuple(value for part in parts for value in part.values))


def clause_of(where: Where, of: Layout) -> Clause:
    """Return a checked ``where`` over the table ``doc`` under the name ``d``."""
    match where:
        case And(parts):
            return joined((clause_of(part, of) for part in parts), "AND", empty="1")
        case Or(parts):
            return joined((clause_of(part, of) for part in parts), "OR", empty="0")
        case Not(part):
            inner = clause_of(part, of)
            return Clause(f"NOT ifnull({inner.sql}, 0)", inner.values)
        case Text(text, fields):
            return _text(words(text), fields, of)
        case Exists(field):
            return _exists(field, of)
        case Term(field) | Terms(field) | Range(field) | Prefix(field):
            return _compared(field, where, of)


def _exists(field: str, of: Layout) -> Clause:
    # Only fields that are columns can be absent from a row that is there.
    if is_column(of.schema.fields[field]):
        return Clause(f"d.c_{field} IS NOT NULL")
    return _listed(field, Clause("1"), of)


def _compared(field: str, where: Term | Terms | Range | Prefix, of: Layout) -> Clause:
    if is_column(of.schema.fields[field]):
        return _condition(f"d.c_{field}", where)
    return _listed(field, _condition("value", where), of)


def _listed(field: str, condition: Clause, of: Layout) -> Clause:
    rows = sql("SELECT row FROM", of.many, "WHERE field = ? AND", condition.sql)
    return Clause(f"d.row IN ({rows})", (of.listed.index(field), *condition.values))


def _condition(column: str, where: Term | Terms | Range | Prefix) -> Clause:
    match where:
        case Term(_, value):
            return Clause(f"{column} = ?", (value,))
        case Terms(_, values):
            return Clause(f"{column} IN ({', '.join('?' * len(values))})", values)
        case Range(_, gt, gte, lt, lte):
            bounds = ((">", gt), (">=", gte), ("<", lt), ("<=", lte))
            return _bounded(column, bounds)
        case Prefix(_, value):
            return _bounded(column, ((">=", value), ("<", _end_of(value))))


def _bounded(column: str, bounds: Sequence[tuple[str, Scalar | None]]) -> Clause:
    given = [(operator, bound) for operator, bound in bounds if bound is not None]
    parts = (Clause(f"{column} {operator} ?", (bound,)) for operator, bound in given)
    return joined(parts, "AND", empty="1")


def _text(sought: Sequence[str], fields: Sequence[str], of: Layout) -> Clause:
    if not sought:
        return Clause("1")
    if not fields:
        return Clause("0")
    among = "" if set(fields) == set(of.worded) else f"{{{' '.join(f'w_{f}' for f in fields)}}} : "
    # A word has only letters and digits, so that quotes are safe around it.
    parts = [f'{among}"{word}"' for word in sought]
    match = f"{' AND '.join(parts)} *"
    rows = sql("SELECT rowid FROM", of.word, "WHERE", of.word, "MATCH ?")
    return Clause(f"d.row IN ({rows})", (match,))


def _end_of(prefix: str) -> str | None:
    """Return the least text after all that begin with ``prefix``; ``None`` if there is none.

    Code points order as the bytes of UTF-8 do; those of surrogates are no characters.
    """
    stem = prefix.rstrip(_LAST_CHARACTER)
    if not stem:
        return None
    following = ord(stem[-1]) + 1
    return stem[:-1] + chr(_AFTER_SURROGATES if following == _SURROGATES else following)
