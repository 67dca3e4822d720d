"""Comparisons as SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from search.embedded.layout import Layout
from search.types import Exists, Prefix, Range, Scalar, Term, Terms
from search.words import words

_LAST_CHARACTER: Final = chr(0x10FFFF)
_SURROGATES: Final = 0xD800
_AFTER_SURROGATES: Final = 0xE000


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a statement, and a value for each ``?`` in it."""

    sql: str
    values: tuple[Scalar | bytes, ...] = ()


def joined(clauses: Iterable[Clause], operator: str, *, empty: str) -> Clause:
    """Return ``clauses`` in parentheses with ``operator`` between them; ``empty`` for none."""
    parts = tuple(clauses)
    if not parts:
        return Clause(empty)
    inner = f" {operator} ".join(part.sql for part in parts)
    return Clause(f"({inner})", tuple(value for part in parts for value in part.values))


def comparison(column: str, where: Term | Terms | Range | Prefix | Exists) -> Clause:
    """Return what a checked ``where`` says of a column that has a value of its field."""
    match where:
        case Exists():
            return Clause(f"{column} IS NOT NULL")
        case Term(_, value):
            return Clause(f"{column} = ?", (value,))
        case Terms(_, values):
            return Clause(f"{column} IN ({', '.join('?' * len(values))})", values)
        case Range(_, gt, gte, lt, lte):
            bounds = ((">", gt), (">=", gte), ("<", lt), ("<=", lte))
            return _bounded(column, bounds)
        case Prefix(_, value):
            return _bounded(column, ((">=", value), ("<", _end_of(value))))


def match_of(text: str, fields: Sequence[str], of: Layout) -> str | bool:
    """Return the full-text query for the words of ``text``; a bool if all or none match."""
    sought = words(text)
    if not sought or not fields:
        return not sought
    among = "" if set(fields) == set(of.worded) else f"{{{' '.join(f'w_{f}' for f in fields)}}} : "
    # A word has only letters and digits, so that quotes are safe around it.
    parts = [f'{among}"{word}"' for word in sought]
    return f"{' AND '.join(parts)} *"


def _bounded(column: str, bounds: Sequence[tuple[str, Scalar | None]]) -> Clause:
    given = [(operator, bound) for operator, bound in bounds if bound is not None]
    parts = (Clause(f"{column} {operator} ?", (bound,)) for operator, bound in given)
    return joined(parts, "AND", empty="1")


def _end_of(prefix: str) -> str | None:
    """Return the least text after all that begin with ``prefix``; ``None`` if there is none.

    Code points order as the bytes of UTF-8 do; those of surrogates are no characters.
    """
    stem = prefix.rstrip(_LAST_CHARACTER)
    if not stem:
        return None
    following = ord(stem[-1]) + 1
    return stem[:-1] + chr(_AFTER_SURROGATES if following == _SURROGATES else following)
