"""What a search finds: ids as the index has them, then entities as the store has them.

The index may be behind, so whoever asks looks again at what was loaded.
"""

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeAlias, TypeVar

from db_model.errors import FilterRefused, InvalidCursor, ScopeTooWide
from db_model.paging import Judge, Slice
from db_model.types import GroupName
from search.errors import CursorError, FieldMisused, LimitError
from search.types import (
    EVERYTHING,
    Facet,
    Hits,
    Order,
    SearchIndex,
    SearchQuery,
    Terms,
    Where,
)

T = TypeVar("T")

# Groups by name; ``None`` for all that there are.
Groups: TypeAlias = frozenset[GroupName] | None

MOST_GROUPS: Final = 1000
_PAGE: Final = 1000  # the most that one search returns
# Their ids decide among equals, in the same direction.
NEWEST_FIRST: Final = (Order("created_at", descending=True),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: at most ``first`` after the cursor ``after``, and values to count."""

    first: int
    after: str | None = None
    where: Where = EVERYTHING
    sort: tuple[Order, ...] = NEWEST_FIRST
    facets: tuple[str, ...] = ()
    facet_limit: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where somebody may look: ``groups`` that are read, ``drafts`` those whose drafts are, too."""

    groups: Groups
    drafts: Groups = frozenset()

    def within(self, groups: Collection[GroupName]) -> "Reach":
        """Return what of it is in ``groups``."""
        return Reach(
            groups=_both(self.groups, frozenset(groups)),
            drafts=_both(self.drafts, frozenset(groups)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[T]):
    """What was found, a cursor after each; ``more`` follows.

    ``total`` is of all pages, and ``exact`` unless there are more than are counted; so are
    ``facets``, the commonest values of each field that they were asked of.
    """

    nodes: tuple[T, ...]
    cursors: tuple[str, ...]
    end: str
    more: bool
    total: int
    exact: bool
    facets: tuple[tuple[Facet, ...], ...] = ()

    def only(self, holds: Callable[[T], bool]) -> "Found[T]":
        """Return the page without what ``holds`` is false for."""
        return self._kept([holds(node) for node in self.nodes])

    async def judged(self, judge: Judge[T]) -> "Found[T]":
        """Return the page of what ``judge`` says is to be seen; it may be short of others."""
        return self._kept(await judge(self.nodes) if self.nodes else ())

    def slice(self) -> Slice[T]:
        """Return the page as one that a list of the store gives."""
        return Slice(self.nodes, self.end, self.more, self.cursors.__getitem__)

    def _kept(self, verdicts: Sequence[bool]) -> "Found[T]":
        pairs = zip(self.nodes, self.cursors, strict=True)
        kept = [pair for pair, keeps in zip(pairs, verdicts, strict=True) if keeps]
        nodes, cursors = tuple(node for node, _ in kept), tuple(cursor for _, cursor in kept)
        return replace(self, nodes=nodes, cursors=cursors)


def in_groups(groups: Groups, *, field: str = "group_name") -> Where:
    """Return the condition for what is in one of ``groups``.

    Raises:
        ScopeTooWide: there are too many of them for one search.
    """
    if groups is None:
        return EVERYTHING
    if len(groups) > MOST_GROUPS:
        raise ScopeTooWide(MOST_GROUPS)
    return Terms(field, tuple(sorted(groups)))


def is_in(group: GroupName, groups: Groups) -> bool:
    return groups is None or group in groups


async def found(
    search: SearchIndex,
    index: str,
    *,
    scope: Where,
    asked: Asked,
    load: Callable[[Sequence[str]], Awaitable[Sequence[T | None]]],
) -> Found[T]:
    """Return a page of what is asked for of all that is in ``scope``: a search a thousand.

    ``load`` is given the ids that were found, and returns what is stored of each: what is not
    any more is left out of the page.

    Raises:
        FilterRefused: ``where``, ``sort`` or ``facets`` ask for too much.
        InvalidCursor: ``after`` is damaged, or belongs to another list.
        SearchUnavailable: the search engine does not answer.
    """
    pages: list[Hits] = []
    left = asked.first
    while not pages or (pages[-1].next is not None and left > 0):
        query = SearchQuery(
            index=index,
            scope=scope,
            where=asked.where,
            sort=asked.sort,
            limit=min(left, _PAGE),
            after=pages[-1].next if pages else asked.after or None,
            facets=() if pages else asked.facets,
            facet_limit=asked.facet_limit,
        )
        with refusals():
            pages.append(await search.search(query))
        left -= len(pages[-1].ids)
    return _joined(pages, await load([id_ for page in pages for id_ in page.ids]))


@contextmanager
def refusals() -> Iterator[None]:
    """Tell clients, in their own terms, what a search does not take."""
    try:
        yield
    except CursorError as error:
        raise InvalidCursor from error
    except (FieldMisused, LimitError) as error:
        raise FilterRefused(str(error)) from error


def _joined(pages: Sequence[Hits], loaded: Sequence[T | None]) -> Found[T]:
    cursors = [cursor for page in pages for cursor in page.cursors]
    there = [
        (each, cursor) for each, cursor in zip(loaded, cursors, strict=True) if each is not None
    ]
    return Found(
        nodes=tuple(each for each, _ in there),
        cursors=tuple(cursor for _, cursor in there),
        end=cursors[-1] if cursors else "",
        more=pages[-1].next is not None,
        total=pages[-1].total,
        exact=pages[-1].total_exact,
        facets=pages[0].facets,
    )


def _both(some: Groups, others: frozenset[GroupName]) -> Groups:
    return others if some is None else some & others
