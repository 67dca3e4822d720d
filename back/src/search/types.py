"""The search port: schemas, documents, questions and answers as values.

Guarantees that both adapters give are in ``SearchIndex``; ``test/contract/search`` proves them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

Scalar: TypeAlias = str | int | float | bool


class Kind(StrEnum):
    """What a field's values are.

    A keyword is compared as a whole, by the bytes of its UTF-8.  A text is only searched for
    words.  A date is an int: milliseconds since the epoch.
    """

    KEYWORD = "keyword"
    TEXT = "text"
    INT = "int"
    FLOAT = "float"
    DATE = "date"
    BOOL = "bool"


@dataclass(frozen=True, slots=True)
class Field:
    """``many`` values or one; ``sortable`` only if one and no text; ``words`` of a keyword.

    A keyword with ``words`` is searched for words as well; a text always is.  ``few_values``
    tells an engine that all documents together have some hundred at most; more only cost time.
    """

    kind: Kind
    many: bool = False
    sortable: bool = False
    words: bool = False
    few_values: bool = False

    def __post_init__(self) -> None:
        if self.sortable and (self.many or self.kind is Kind.TEXT):
            raise ValueError("only a field with one value, and no text, can be sorted by")
        if self.words and self.kind is not Kind.KEYWORD:
            raise ValueError("only a keyword is searched for words as well")
        if self.few_values and self.kind is Kind.TEXT:
            raise ValueError("a text has no values to keep apart")

    @property
    def has_words(self) -> bool:
        return self.words or self.kind is Kind.TEXT


@dataclass(frozen=True, slots=True)
class IndexSchema:
    """The fields of an index; each change of them is a new ``revision``.

    Names are those that ``schemas.check_schema`` allows.
    """

    name: str
    revision: int
    fields: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Doc:
    """A document as of ``version``, which grows with each write of what it describes.

    A field that is not there is absent, as is one with no values.  A ``gone`` document is found
    no more; it stays with its generation, so that an older version does not come back.  What it
    describes was changed at ``changed_ms`` since the epoch, if that is known.
    """

    id: str
    version: int
    fields: Mapping[str, Scalar | tuple[Scalar, ...]]
    gone: bool = False
    changed_ms: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """All of ``parts``; with none, everything."""

    parts: tuple["Where", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of ``parts`` or more; with none, nothing."""

    parts: tuple["Where", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What ``part`` does not hold for, also where the field is absent."""

    part: "Where"


@dataclass(frozen=True, slots=True)
class Term:
    """The field, or one of its values, is ``value``."""

    field: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class Terms:
    """The field, or one of its values, is one of ``values``; with none, nothing."""

    field: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """The field, or one of its values, is within all bounds that are given: one at least."""

    field: str
    gt: Scalar | None = None
    gte: Scalar | None = None
    lt: Scalar | None = None
    lte: Scalar | None = None


@dataclass(frozen=True, slots=True)
class Exists:
    """The field has a value; a text, a word."""

    field: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """The keyword, or one of its values, begins with ``value``, to the letter."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Text:
    """Each word of ``text`` is in one of ``fields``; the last, as the beginning of a word.

    Case and diacritics do not matter.  Without ``fields`` all that have words are searched.
    A ``text`` without words asks nothing: everything matches.
    """

    text: str
    fields: tuple[str, ...] = ()


Where: TypeAlias = And | Or | Not | Term | Terms | Range | Exists | Prefix | Text

EVERYTHING: Final = And(())


@dataclass(frozen=True, slots=True)
class Order:
    """Absent values are less than all others."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """A page of what is in ``scope`` and matches ``where``.

    ``scope`` is what the asker may see.  ``sort`` (up to 3) ends in ids, ordered as its last part.
    ``limit`` is 1 to 1000; ``after`` is of an answer with this ``index``, ``where`` and ``sort``.
    """

    index: str
    scope: Where
    where: Where = EVERYTHING
    sort: tuple[Order, ...] = ()
    limit: int = 100
    after: str | None = None
    count_up_to: int = 10_000
    facets: tuple[str, ...] = ()
    facet_limit: int = 10


@dataclass(frozen=True, slots=True)
class Facet:
    """A value of a field, and how many documents have it."""

    value: Scalar
    count: int


@dataclass(frozen=True, slots=True)
class Hits:
    """``cursors`` go on after each id; ``next`` is the last, ``None`` if nothing follows.

    ``total`` counts up to ``count_up_to``, exactly unless there are more.
    """

    ids: tuple[str, ...]
    cursors: tuple[str, ...]
    next: str | None
    total: int
    total_exact: bool
    facets: tuple[tuple[Facet, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetQuery:
    """For each of ``fields``, none of them a text: its ``limit`` (1 to 1000) commonest values."""

    index: str
    scope: Where
    fields: tuple[str, ...]
    where: Where = EVERYTHING
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Applied:
    pass


@dataclass(frozen=True, slots=True)
class Superseded:
    """The index has this version already, or a later one."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The document is not one of this index, and stays out however often it is sent."""

    reason: str


Outcome: TypeAlias = Applied | Superseded | Rejected


@dataclass(frozen=True, slots=True)
class Generation:
    """One making of an index; searches read the one that is ``promoted``."""

    name: str
    schema: IndexSchema
    promoted: bool


class SearchIndex(Protocol):
    """The indexes that the application has; its one fault is ``SearchUnavailable``.

    What is asked is checked before anything is sent: see ``checks`` for what that raises.
    """

    async def apply(
        self, index: str, docs: Sequence[Doc], *, only: str | None = None
    ) -> tuple[Outcome, ...]:
        """Write documents, in their order, to all generations or that one; an outcome each.

        A document is written where its version is greater than the one that is there.
        """

    async def search(self, query: SearchQuery) -> Hits:
        """Return the page of ``query``, as far as the index was refreshed.

        Raises:
            CursorError: ``after`` is damaged or belongs to another query.
        """

    async def facets(self, query: FacetQuery) -> tuple[tuple[Facet, ...], ...]:
        """Return the commonest values of each field, then by value; one request for all."""

    async def versions(self, index: str, ids: Sequence[str]) -> tuple[int | None, ...]:
        """Return the version of up to 1000 documents, also of gone ones, as searches have them.

        ``None`` stands for one that is not there.
        """

    async def generations(self, index: str) -> tuple[Generation, ...]:
        """Return those that there are, in the order of their names."""

    async def begin_generation(self, index: str) -> str:
        """Make an empty generation, with the schema that the application has for the index."""

    async def promote(self, index: str, generation: str) -> None:
        """Let all searches that begin from now on read that generation."""

    async def drop_generation(self, index: str, generation: str) -> None:
        """Remove a generation that is not promoted."""

    async def refresh(self, index: str) -> None:
        """Make everything findable that was applied."""

    async def ready(self) -> None:
        """Check that the engine answers."""
