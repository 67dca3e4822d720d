"""Documents as engines get them: checked, values in one spelling, texts cut into words.

Pure.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from search.errors import LimitError
from search.types import Applied, Doc, Field, IndexSchema, Kind, Outcome, Rejected, Scalar
from search.values import MAX_INTEGER, SPELLINGS, is_keyword
from search.words import words

MAX_DOCS: Final = 10_000
MAX_IDS: Final = 1000
MAX_ID_BYTES: Final = 512
MAX_VALUES: Final = 1000
# Titles and names come again in many documents: their words are cut once.
_SHORT: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A document that fits its index.

    ``values`` are those of each field that has any, each once, in order; a text has none.
    ``words`` are those of each field that has any, each once, in order.
    """

    id: str
    version: int
    gone: bool
    values: Mapping[str, tuple[Scalar, ...]]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spelling:
    """How a field's values are spelled, looked up once for many documents."""

    kind: Kind
    spelled: Callable[[object], Scalar | None]
    most: int
    is_kept: bool
    has_words: bool


def check_docs(docs: Sequence[Doc]) -> None:
    """Check how many documents are applied together.

    Raises:
        LimitError: they are too many.
    """
    if len(docs) > MAX_DOCS:
        raise LimitError(f"up to {MAX_DOCS} documents are applied together, not {len(docs)}")


def check_ids(ids: Sequence[str]) -> None:
    """Check whose versions are asked for.

    Raises:
        LimitError: they are too many, or one cannot be the id of a document.
    """
    if len(ids) > MAX_IDS:
        raise LimitError(f"up to {MAX_IDS} documents are asked for together, not {len(ids)}")
    if not all(id_ and is_keyword(id_, longest=MAX_ID_BYTES) for id_ in ids):
        raise LimitError(f"an id has 1 to {MAX_ID_BYTES} bytes of UTF-8")


def entries(docs: Iterable[Doc], schema: IndexSchema) -> list[Entry | Rejected]:
    """Return each of ``docs`` as engines get it, or why it is none of the index."""
    spellings = {name: _spelling(field) for name, field in schema.fields.items()}
    return [_entry(doc, spellings) for doc in docs]


def fitted(
    docs: Sequence[Doc], known: IndexSchema, schemas: Iterable[IndexSchema]
) -> Iterator[list[Entry | Rejected]]:
    """Yield ``docs``, made for ``known``, as generations with those schemas get them.

    One with another schema gets those fields only that it has alike; what is none of ``known``
    is refused whatever the schema.
    """
    whole = entries(docs, known)
    for schema in schemas:
        yield whole if schema == known else _narrowed(docs, whole, known, schema)


def _narrowed(
    docs: Sequence[Doc], whole: Sequence[Entry | Rejected], known: IndexSchema, schema: IndexSchema
) -> list[Entry | Rejected]:
    alike = [name for name in known.fields if known.fields[name] == schema.fields.get(name)]
    fewer = (
        replace(doc, fields={name: doc.fields[name] for name in alike if name in doc.fields})
        for doc in docs
    )
    return [
        one if isinstance(one, Rejected) else other
        for one, other in zip(whole, entries(fewer, schema), strict=True)
    ]


def combined(outcomes: Sequence[Outcome]) -> Outcome:
    """Return what became of a document that was sent to several generations."""
    for outcome in outcomes:
        if isinstance(outcome, Rejected):
            return outcome
    for outcome in outcomes:
        if isinstance(outcome, Applied):
            return outcome
    return outcomes[0]


def _unnamed(doc: Doc) -> Rejected | None:
    if not doc.id or not is_keyword(doc.id, longest=MAX_ID_BYTES):
        return Rejected(f"an id has 1 to {MAX_ID_BYTES} bytes of UTF-8")
    if not 0 <= doc.version <= MAX_INTEGER:
        return Rejected(f"{doc.version} is not a version")
    return None


def _spelling(field: Field) -> _Spelling:
    return _Spelling(
        kind=field.kind,
        spelled=SPELLINGS[field.kind],
        most=MAX_VALUES if field.many else 1,
        is_kept=field.kind is not Kind.TEXT,
        has_words=field.has_words,
    )


def _entry(doc: Doc, spellings: Mapping[str, _Spelling]) -> Entry | Rejected:
    if (refusal := _unnamed(doc)) is not None:
        return refusal
    if doc.gone:
        return Entry(id=doc.id, version=doc.version, gone=True, values={}, words={})
    values: dict[str, tuple[Scalar, ...]] = {}
    cut: dict[str, tuple[str, ...]] = {}
    for name, given in doc.fields.items():
        field = spellings.get(name)
        if field is None:
            return Rejected(f"there is no field {name!r}")
        found = _values(field, given)
        if found is None:
            return Rejected(
                f"the field {name!r} cannot have that value: it is of kind {field.kind}"
            )
        if found and field.is_kept:
            values[name] = found
        if field.has_words and (there := _words(found)):
            cut[name] = there
    return Entry(id=doc.id, version=doc.version, gone=False, values=values, words=cut)


def _values(field: _Spelling, given: Scalar | tuple[Scalar, ...]) -> tuple[Scalar, ...] | None:
    if not isinstance(given, tuple):
        alone = field.spelled(given)
        return None if alone is None else (alone,)
    if len(given) > field.most:
        return None
    found: dict[Scalar, None] = {}
    for value in given:
        spelled = field.spelled(value)
        if spelled is None:
            return None
        found[spelled] = None
    return tuple(found)


def _words(values: Sequence[Scalar]) -> tuple[str, ...]:
    if len(values) == 1 and len(text := str(values[0])) <= _SHORT:
        return _words_once(text)
    found: dict[str, None] = {}
    for value in values:
        found.update(dict.fromkeys(words(str(value))))
    return tuple(found)


@lru_cache(maxsize=8192)
def _words_once(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words(text)))
