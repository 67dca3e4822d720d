"""How a generation lies in tables of its own, and the statements that do not depend on a query.

``doc`` has a row a document, with a column a field that has one value; of a text, whether it
has a word.  ``bits`` has sets of rows, by the values of those fields that have few in all
documents: see there; such a field with many values is a column with a list of them.  ``many``
has a row a value of the other fields.  ``word`` is a full-text table with a column a field that
is searched for words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from search.schemas import decoded, with_words
from search.types import Field, IndexSchema, Kind

_TYPES: Final = {
    Kind.KEYWORD: "TEXT",
    Kind.TEXT: "INTEGER",
    Kind.INT: "INTEGER",
    Kind.FLOAT: "REAL",
    Kind.DATE: "INTEGER",
    Kind.BOOL: "INTEGER",
}
_HEAD: Final = (
    "row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,"
    " gone INTEGER NOT NULL"
)
_VALUES: Final = (
    "field INTEGER NOT NULL, value ANY NOT NULL, row INTEGER NOT NULL,"
    " PRIMARY KEY (field, value, row)"
)
_BITS: Final = (
    "field INTEGER NOT NULL, value ANY NOT NULL, chunk INTEGER NOT NULL, bits BLOB NOT NULL,"
    " PRIMARY KEY (field, value, chunk)"
)
# The number of the set of all that is there, among those of fields.
LIVE: Final = -1
# Words come folded and cut: this tokenizer parts them at spaces, and changes nothing.
_WORDS: Final = "tokenize = 'ascii', detail = column, columnsize = 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The names of a generation's tables, and of its fields by where they lie."""

    schema: IndexSchema
    doc: str
    many: str
    word: str
    bits: str
    columns: tuple[str, ...]
    few: tuple[str, ...]
    listed: tuple[str, ...]
    worded: tuple[str, ...]
    numbers: Mapping[str, int]


@lru_cache(maxsize=64)
def layout(number: int, schema: str) -> Layout:
    """Return the layout of the generation with that number, and the encoded schema."""
    found = decoded(schema)
    return Layout(
        schema=found,
        doc=f"g{number}_doc",
        many=f"g{number}_many",
        word=f"g{number}_word",
        bits=f"g{number}_bits",
        columns=tuple(name for name, field in found.fields.items() if is_column(field)),
        few=tuple(name for name, field in found.fields.items() if has_few(field)),
        listed=tuple(name for name, field in found.fields.items() if not is_column(field)),
        worded=with_words(found),
        numbers=MappingProxyType({name: place for place, name in enumerate(found.fields)}),
    )


def sql(*parts: str) -> str:
    """Return a statement; what is put into one are names that ``schemas`` has checked."""
    return " ".join(parts)


def is_column(field: Field) -> bool:
    """Tell whether the field is a column of ``doc``, rather than rows of ``many``."""
    return not field.many or field.kind is Kind.TEXT or has_few(field)


def has_few(field: Field) -> bool:
    """Tell whether rows are kept by the values of the field."""
    return field.few_values or field.kind is Kind.BOOL


def has_index(field: Field) -> bool:
    """Tell whether a column has an index, once reads need it."""
    return not has_few(field) and (field.sortable or field.kind is Kind.KEYWORD)


def creation(of: Layout) -> tuple[str, ...]:
    """Return the statements that make the tables, without the indexes that only reads need."""
    fields = of.schema.fields
    columns = ", ".join((_HEAD, *(f"c_{name} {_type(fields[name])}" for name in of.columns)))
    return (
        f"CREATE TABLE {of.doc} ({columns}) STRICT",
        f"CREATE TABLE {of.bits} ({_BITS}) STRICT",
        *_value_tables(of),
        *_word_tables(of),
    )


def indexing(of: Layout) -> tuple[str, ...]:
    """Return the statements that make what is not there yet of the indexes for reads.

    All at once, they are made in a fraction of the time that they take document by document.
    """

    def columns(name: str) -> str:
        # Ties of a sort are broken by the id.
        return f"c_{name}, id" if of.schema.fields[name].sortable else f"c_{name}"

    return tuple(
        f"CREATE INDEX IF NOT EXISTS {index_on(of, name)} ON {of.doc} ({columns(name)})"
        " WHERE gone = 0"
        for name in of.columns
        if has_index(of.schema.fields[name])
    )


def index_on(of: Layout, field: str | None) -> str:
    """Return the name of the index in the order of that field, or of the ids."""
    return f"sqlite_autoindex_{of.doc}_1" if field is None else f"{of.doc}_{field}"


def removal(of: Layout) -> tuple[str, ...]:
    """Return the statements that remove the tables."""
    return tuple(f"DROP TABLE IF EXISTS {table}" for table in _tables(of))


def _tables(of: Layout) -> tuple[str, ...]:
    return of.doc, of.bits, of.many, of.word


def _type(field: Field) -> str:
    return "TEXT" if field.many and field.kind is not Kind.TEXT else _TYPES[field.kind]


def _value_tables(of: Layout) -> tuple[str, ...]:
    if not of.listed:
        return ()
    return (
        f"CREATE TABLE {of.many} ({_VALUES}) STRICT, WITHOUT ROWID",
        f"CREATE INDEX {of.many}_row ON {of.many} (row)",
    )


def _word_tables(of: Layout) -> tuple[str, ...]:
    if not of.worded:
        return ()
    columns = ", ".join(f"w_{name}" for name in of.worded)
    return (f"CREATE VIRTUAL TABLE {of.word} USING fts5({columns}, {_WORDS})",)
