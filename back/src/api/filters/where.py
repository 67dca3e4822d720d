"""What clients ask for in a filter, as a condition of the search.  Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from kit.time import milliseconds
from search.types import (
    And,
    Exists,
    IndexSchema,
    Kind,
    Not,
    Or,
    Order,
    Prefix,
    Range,
    Term,
    Terms,
    Text,
    Where,
)

_BOUNDS: Final = ("gt", "gte", "lt", "lte")


def where_from(asked: Mapping[str, Any] | None, schema: IndexSchema) -> Where:
    """Return the condition that ``asked``, of the input made from ``schema``, stands for."""
    return And(tuple(_parts(asked or {}, schema)))


def sort_from(asked: Sequence[Mapping[str, Any]] | None) -> tuple[Order, ...]:
    """Return what to sort by."""
    return tuple(
        Order(str(each["field"]).lower(), descending=each["direction"] == "DESC")
        for each in asked or ()
    )


def _parts(asked: Mapping[str, Any], schema: IndexSchema) -> Iterator[Where]:
    for name, given in asked.items():
        if given is None:
            continue
        match name:
            case "and" | "and_":
                yield And(tuple(where_from(part, schema) for part in given))
            case "or" | "or_":
                yield Or(tuple(where_from(part, schema) for part in given))
            case "not" | "not_":
                yield Not(where_from(given, schema))
            case "text":
                yield Text(given)
            case _:
                yield from _of_field(name, given, schema.fields[name].kind)


def _of_field(name: str, given: Any, kind: Kind) -> Iterator[Where]:
    if kind is Kind.BOOL:
        yield Term(name, given)
        return
    for key, value in given.items():
        match key:
            case "eq" if value is not None:
                yield Term(name, value)
            case "in" | "in_" if value is not None:
                yield Terms(name, tuple(value))
            case "prefix" if value is not None:
                yield Prefix(name, value)
            case "exists" if value is not None:
                yield Exists(name) if value else Not(Exists(name))
    bounds = {key: _bound(given[key]) for key in _BOUNDS if given.get(key) is not None}
    if bounds:
        yield Range(name, **bounds)


def _bound(value: float | datetime) -> float | int:
    return milliseconds(value) if isinstance(value, datetime) else value
