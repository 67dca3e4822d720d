"""What a search should answer, by looking at each document in plain Python."""

from collections.abc import Callable, Iterable, Sequence
from functools import cmp_to_key
from typing import Any

from search.types import (
    And,
    Doc,
    Exists,
    IndexSchema,
    Kind,
    Not,
    Or,
    Order,
    Prefix,
    Range,
    Scalar,
    Term,
    Terms,
    Text,
    Where,
)
from search.words import words


def values_of(doc: Doc, field: str) -> tuple[Any, ...]:
    given = doc.fields.get(field, ())
    return given if isinstance(given, tuple) else (given,)


def matches(where: Where, doc: Doc, schema: IndexSchema) -> bool:
    match where:
        case And(parts):
            return all(matches(part, doc, schema) for part in parts)
        case Or(parts):
            return any(matches(part, doc, schema) for part in parts)
        case Not(part):
            return not matches(part, doc, schema)
        case Text(text, fields):
            return _has_words(doc, text, fields or tuple(schema.fields), schema)
        case Exists(field):
            is_text = schema.fields[field].kind is Kind.TEXT
            return bool(_words(doc, [field], schema) if is_text else values_of(doc, field))
        case _:
            return any(_holds(where, value) for value in values_of(doc, where.field))


def _holds(where: Term | Terms | Range | Prefix, value: Any) -> bool:
    match where:
        case Term(_, wanted):
            return bool(value == wanted)
        case Terms(_, wanted):
            return value in wanted
        case Prefix(_, start):
            return str(value).startswith(start)
        case Range(_, gt, gte, lt, lte):
            bounds: tuple[tuple[Scalar | None, Callable[[Any], bool]], ...] = (
                (gt, lambda bound: value > bound),
                (gte, lambda bound: value >= bound),
                (lt, lambda bound: value < bound),
                (lte, lambda bound: value <= bound),
            )
            return all(bound is None or within(bound) for bound, within in bounds)


def _has_words(doc: Doc, text: str, fields: Iterable[str], schema: IndexSchema) -> bool:
    there = _words(doc, fields, schema)
    *whole, last = words(text) or ("",)
    if not last:
        return True
    return all(word in there for word in whole) and any(word.startswith(last) for word in there)


def _words(doc: Doc, fields: Iterable[str], schema: IndexSchema) -> set[str]:
    return {
        word
        for field in fields
        if schema.fields[field].has_words
        for value in values_of(doc, field)
        for word in words(value)
    }


def in_order(docs: Iterable[Doc], sort: Sequence[Order]) -> list[Doc]:
    """Return ``docs`` as ``sort`` has them: absent values least, ties by id."""

    def compared(one: Doc, other: Doc) -> int:
        for order in sort:
            sides = [values_of(doc, order.field) for doc in (one, other)]
            if sides[0] != sides[1]:
                return _sign(*sides, descending=order.descending)
        return _sign(one.id, other.id, descending=bool(sort) and sort[-1].descending)

    return sorted(docs, key=cmp_to_key(compared))


def _sign(one: Any, other: Any, *, descending: bool) -> int:
    less = (one > other) if descending else (one < other)
    return 0 if one == other else -1 if less else 1
