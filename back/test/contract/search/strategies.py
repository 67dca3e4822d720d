"""Random documents and conditions, from few values, so that they meet."""

from typing import Any, Final

from hypothesis import strategies as st

from contract.search.builders import THINGS
from search.types import (
    And,
    Doc,
    Exists,
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

_WORDS: Final = ("sql", "sqlite", "Größe", "grosse", "é", "e\u0301a", "ЙОД", "a b", "_", "İ", "")
_KEYWORDS: Final = ("", "a", "A", "ab", "a\x00", "b%", "é", "\U0001f600", "sql/größe é")
_VALUES: Final[dict[Kind, st.SearchStrategy[Scalar]]] = {
    Kind.KEYWORD: st.sampled_from(_KEYWORDS),
    Kind.TEXT: st.lists(st.sampled_from(_WORDS), max_size=4).map(" ".join) | st.text(max_size=6),
    Kind.INT: st.sampled_from((-(2**53), -1, 0, 1, 2, 2**53)),
    Kind.FLOAT: st.sampled_from((-1.5, -0.0, 0.0, 0.1, 1, 1e300)),
    Kind.DATE: st.sampled_from((-1000, 0, 1_700_000_000_000)),
    Kind.BOOL: st.booleans(),
}
_FIELDS: Final = THINGS.fields
_VALUED: Final = tuple(name for name, field in _FIELDS.items() if field.kind is not Kind.TEXT)
_ORDERED: Final = tuple(name for name in _VALUED if _FIELDS[name].kind is not Kind.BOOL)
_PREFIXED: Final = tuple(name for name in _VALUED if _FIELDS[name].kind is Kind.KEYWORD)
_WORDED: Final = tuple(name for name, field in _FIELDS.items() if field.has_words)
_SORTED: Final = tuple(name for name, field in _FIELDS.items() if field.sortable)


def _of(field: str) -> st.SearchStrategy[Any]:
    values = _VALUES[_FIELDS[field].kind]
    if not _FIELDS[field].many:
        return st.just(()) | values
    return st.lists(values, max_size=3).map(tuple) | values


@st.composite
def docs(draw: st.DrawFn) -> list[Doc]:
    """Return documents with an id each, in no order."""
    ids = draw(st.lists(st.sampled_from("aAbcdé_1"), max_size=8, unique=True))
    return [Doc(id_, 1, {name: draw(_of(name)) for name in _FIELDS}) for id_ in ids]


def _terms(field: str) -> st.SearchStrategy[Where]:
    values = _VALUES[_FIELDS[field].kind]
    many = st.lists(values, max_size=3).map(tuple)
    return values.map(lambda value: Term(field, value)) | many.map(
        lambda chosen: Terms(field, chosen)
    )


@st.composite
def _range(draw: st.DrawFn) -> Where:
    field = draw(st.sampled_from(_ORDERED))
    names = draw(st.lists(st.sampled_from(("gt", "gte", "lt", "lte")), min_size=1, unique=True))
    return Range(field, **{name: draw(_VALUES[_FIELDS[field].kind]) for name in names})


_LEAVES: Final[st.SearchStrategy[Where]] = st.one_of(
    st.sampled_from(_VALUED).flatmap(_terms),
    _range(),
    st.sampled_from(tuple(_FIELDS)).map(Exists),
    st.builds(Prefix, st.sampled_from(_PREFIXED), st.sampled_from(_KEYWORDS)),
    st.builds(
        Text,
        _VALUES[Kind.TEXT].map(str),
        st.lists(st.sampled_from(_WORDED), max_size=3, unique=True).map(tuple),
    ),
)


def _composed(inner: st.SearchStrategy[Where]) -> st.SearchStrategy[Where]:
    parts = st.lists(inner, max_size=3).map(tuple)
    return st.builds(And, parts) | st.builds(Or, parts) | st.builds(Not, inner)


WHERES: Final[st.SearchStrategy[Where]] = st.recursive(_LEAVES, _composed, max_leaves=6)
SORTS: Final = st.lists(st.sampled_from(_SORTED), max_size=3, unique=True).flatmap(
    lambda names: st.tuples(*(st.builds(Order, st.just(name), st.booleans()) for name in names))
)
