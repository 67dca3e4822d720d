"""What may be asked of a search: checked before anything is sent, the same for each adapter.

Pure.  The functions return what they checked with its values in the spelling of the engines.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from search.errors import FieldMisused, LimitError
from search.schemas import field_of, with_words
from search.types import (
    And,
    Exists,
    FacetQuery,
    IndexSchema,
    Kind,
    Not,
    Or,
    Prefix,
    Range,
    Scalar,
    SearchQuery,
    Term,
    Terms,
    Text,
    Where,
)
from search.values import MAX_TEXT_CHARACTERS, canonical
from search.words import words

MAX_PAGE: Final = 1000
MAX_SORT: Final = 3
MAX_COUNT: Final = 1_000_000
MAX_FACETS: Final = 20
MAX_DEPTH: Final = 12
# Both engines bound the size of an expression; a word counts once for each field it is sought in.
MAX_CLAUSES: Final = 500
MAX_VALUES: Final = 10_000
_UNORDERED: Final = frozenset({Kind.TEXT, Kind.BOOL})


def checked_query(query: SearchQuery, schema: IndexSchema) -> SearchQuery:
    """Return ``query``, of which all is checked but its cursor.

    Raises:
        LimitError: it asks for too much.
        UnknownField: it names a field that ``schema`` has not.
        FieldMisused: a field cannot be asked or sorted by like that.
    """
    _check_number("a page", query.limit, least=1, most=MAX_PAGE)
    _check_number("a count", query.count_up_to, least=0, most=MAX_COUNT)
    if len(query.sort) > MAX_SORT or len({order.field for order in query.sort}) < len(query.sort):
        raise LimitError(f"a page is sorted by up to {MAX_SORT} fields, each named once")
    for order in query.sort:
        if not field_of(schema, order.field).sortable:
            raise FieldMisused(order.field, "cannot be sorted by")
    if query.facets:
        _check_facets(query.facets, query.facet_limit, schema)
    scope, where = _checked_both(query.scope, query.where, schema)
    return replace(query, scope=scope, where=where)


def checked_facets(query: FacetQuery, schema: IndexSchema) -> FacetQuery:
    """Return ``query``, checked.

    Raises:
        LimitError: it asks for too much.
        UnknownField: it names a field that ``schema`` has not.
        FieldMisused: a field cannot be asked like that, or is a text.
    """
    _check_facets(query.fields, query.limit, schema)
    scope, where = _checked_both(query.scope, query.where, schema)
    return replace(query, scope=scope, where=where)


def facets_in(query: SearchQuery) -> FacetQuery:
    """Return the question for the facets of ``query`` alone."""
    return FacetQuery(
        index=query.index,
        scope=query.scope,
        where=query.where,
        fields=query.facets,
        limit=query.facet_limit,
    )


def fits(query: SearchQuery | FacetQuery, schema: IndexSchema, other: IndexSchema) -> bool:
    """Tell whether a checked ``query`` asks only for fields that both schemas have alike."""
    names = fields_in(query.scope, query.where)
    if isinstance(query, SearchQuery):
        names |= {*(order.field for order in query.sort), *query.facets}
    else:
        names |= set(query.fields)
    return all(schema.fields.get(name) == other.fields.get(name) for name in names)


def fields_in(*wheres: Where) -> frozenset[str]:
    """Return the fields that ``wheres`` name; a text that names none is searched in all."""
    names: set[str] = set()
    waiting = list(wheres)
    while waiting:
        where = waiting.pop()
        names.update(_named(where))
        waiting += _parts(where)
    return frozenset(names)


def _check_facets(fields: Sequence[str], limit: int, schema: IndexSchema) -> None:
    _check_number("a facet", limit, least=1, most=MAX_PAGE)
    if not 1 <= len(fields) <= MAX_FACETS or len(set(fields)) < len(fields):
        raise LimitError(f"facets are of 1 to {MAX_FACETS} fields, each named once")
    for field in fields:
        if field_of(schema, field).kind is Kind.TEXT:
            raise FieldMisused(field, "is a text, which has no values to count")


def _named(where: Where) -> tuple[str, ...]:
    match where:
        case And() | Or() | Not():
            return ()
        case Text(_, fields):
            return fields
        case _:
            return (where.field,)


def _checked_both(scope: Where, where: Where, schema: IndexSchema) -> tuple[Where, Where]:
    _check_size((scope, where), schema)
    return _checked(scope, schema), _checked(where, schema)


def _check_size(wheres: Iterable[Where], schema: IndexSchema) -> None:
    """Check how large ``wheres`` are together, without going into one that is too deep."""
    waiting = [(where, 1) for where in wheres]
    clauses = values = 0
    while waiting:
        where, depth = waiting.pop()
        clauses += _clauses(where, schema)
        values += len(where.values) if isinstance(where, Terms) else 0
        if depth > MAX_DEPTH or clauses > MAX_CLAUSES or values > MAX_VALUES:
            raise LimitError("the condition is too deep or too large")
        waiting += [(part, depth + 1) for part in _parts(where)]


def _parts(where: Where) -> tuple[Where, ...]:
    match where:
        case And(parts) | Or(parts):
            return parts
        case Not(part):
            return (part,)
        case _:
            return ()


def _clauses(where: Where, schema: IndexSchema) -> int:
    if not isinstance(where, Text):
        return 1
    if len(where.text) > MAX_TEXT_CHARACTERS:
        raise LimitError(f"a text has at most {MAX_TEXT_CHARACTERS} characters")
    return 1 + len(words(where.text)) * len(where.fields or with_words(schema))


def _checked(where: Where, schema: IndexSchema) -> Where:
    match where:
        case And(parts):
            return And(tuple(_checked(part, schema) for part in parts))
        case Or(parts):
            return Or(tuple(_checked(part, schema) for part in parts))
        case Not(part):
            return Not(_checked(part, schema))
        case Text():
            return _checked_text(where, schema)
        case Exists(name):
            field_of(schema, name)
            return where
        case _:
            return _checked_values(where, schema)


def _checked_values(where: Term | Terms | Range | Prefix, schema: IndexSchema) -> Where:
    name = where.field
    kind = field_of(schema, name).kind
    if kind is Kind.TEXT:
        raise FieldMisused(name, "is a text, which is searched for words only")
    match where:
        case Term(_, value):
            return Term(name, _value(name, kind, value))
        case Terms(_, values):
            return Terms(name, tuple(_value(name, kind, value) for value in values))
        case Prefix(_, value):
            if kind is not Kind.KEYWORD:
                raise FieldMisused(name, "is no keyword, so that no value begins with another")
            return Prefix(name, str(_value(name, kind, value)))
        case Range():
            return _checked_range(where, kind)


def _checked_range(where: Range, kind: Kind) -> Range:
    if kind in _UNORDERED:
        raise FieldMisused(where.field, "has no order")
    gt, gte, lt, lte = (
        None if bound is None else _value(where.field, kind, bound)
        for bound in (where.gt, where.gte, where.lt, where.lte)
    )
    if gt is gte is lt is lte is None:
        raise LimitError("a range has one bound at least")
    # Some engines take one bound a side.
    gt, gte = _stricter(gt, gte, operator.ge)
    lt, lte = _stricter(lt, lte, operator.le)
    return Range(where.field, gt, gte, lt, lte)


def _stricter(
    outside: Scalar | None, inside: Scalar | None, bounds: Callable[[Any, Any], bool]
) -> tuple[Scalar | None, Scalar | None]:
    """Return the two bounds of a side without the one that the other makes needless."""
    if outside is None or inside is None:
        return outside, inside
    return (outside, None) if bounds(outside, inside) else (None, inside)


def _checked_text(where: Text, schema: IndexSchema) -> Text:
    for name in where.fields:
        if not field_of(schema, name).has_words:
            raise FieldMisused(name, "is not searched for words")
    return Text(where.text, where.fields or with_words(schema))


def _value(field: str, kind: Kind, value: Scalar) -> Scalar:
    found = canonical(kind, value)
    if found is None:
        raise FieldMisused(field, f"has no value like that: it is of kind {kind}")
    return found


def _check_number(what: str, number: int, *, least: int, most: int) -> None:
    if not least <= number <= most:
        raise LimitError(f"{what} has {least} to {most}, not {number}")
