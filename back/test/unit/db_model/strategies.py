"""Any value of a type that is stored, made from its fields."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from types import UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

INSTANTS: Final = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001  # the bounds of aware values are naive here
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001  # as above
    timezones=st.just(UTC),
)
_PLAIN: Final[dict[object, SearchStrategy[Any]]] = {
    bool: st.booleans(),
    datetime: INSTANTS,
    float: st.floats(allow_nan=False, allow_infinity=False),
    int: st.integers(0, 2**53),
    str: st.text(max_size=20),
    type(None): st.none(),
}


def any_value(type_: type[T]) -> SearchStrategy[T]:
    """Return a strategy for a dataclass, whose fields are all given."""
    hints = get_type_hints(type_)
    assert is_dataclass(type_), "only values are stored"
    given = {each.name: _of(hints[each.name]) for each in fields(type_)}
    return st.builds(_made(type_), **given)


def _made(type_: type[T]) -> Callable[..., T]:
    return type_


def _of(hint: Any) -> SearchStrategy[Any]:
    hint = getattr(hint, "__supertype__", hint)
    if hint in _PLAIN:
        return _PLAIN[hint]
    arguments = get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        return st.one_of(*map(_of, arguments))
    if get_origin(hint) is tuple:
        return st.lists(_of(arguments[0]), max_size=3).map(tuple)
    if get_origin(hint) is frozenset:
        return st.frozensets(_of(arguments[0]), max_size=3)
    return st.sampled_from(hint) if issubclass(hint, Enum) else any_value(hint)
