"""Collections read page by page, and the cursors that clients hold."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeAlias, TypeVar

from db_model.errors import InvalidCursor
from store.cursor import cursor_at, position_in
from store.errors import CursorError
from store.types import Database, Item, Page, Query

T = TypeVar("T")

# Tells of each value whether it is to be seen, asked for all that were read at once.
Judge: TypeAlias = Callable[[Sequence[T]], Awaitable[Sequence[bool]]]

_PAGE: Final = 1000  # items: the most that one query returns


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """A page of values; ``end`` is the cursor after the last, ``more`` tells if one follows.

    ``cursor`` returns the one after the value at an index: few clients ask, so it is not made
    before.
    """

    nodes: tuple[T, ...]
    end: str
    more: bool
    cursor: Callable[[int], str]


async def sliced(
    db: Database,
    query: Query,
    read: Callable[[Item], T],
    *,
    first: int,
    after: str | None,
    judge: Judge[T] | None = None,
) -> Slice[T]:
    """Return ``first`` values of a collection after a cursor: one query a thousand.

    What ``judge`` says is not to be seen is left out, and others are read in its place; then
    ``more`` may be told where none that is to be seen follows.

    Raises:
        InvalidCursor: ``after`` is damaged, or belongs to another list.
    """
    seen: list[tuple[Item, T]] = []
    following, size = after or None, first
    while True:
        page = await _page(db, replace(query, limit=min(size, _PAGE), after=following))
        shown = await _shown([(item, read(item)) for item in page.items], judge)
        seen.extend(shown)
        following = page.next
        if following is None or len(seen) >= first:
            break
        # Where some are left out many may be: then more are read at once than are missing.
        size = first - len(seen) if len(shown) == len(page.items) else _PAGE
    is_cut = len(seen) > first
    del seen[first:]

    def cursor(index: int) -> str:
        position = position_in(query, seen[index][0])
        return "" if position is None else cursor_at(query, position)

    nodes = tuple(value for _, value in seen)
    return Slice(nodes, cursor(-1) if nodes else "", is_cut or following is not None, cursor)


async def _page(db: Database, query: Query) -> Page:
    try:
        return await db.query(query)
    except CursorError as error:
        raise InvalidCursor from error


async def _shown(
    found: Sequence[tuple[Item, T]], judge: Judge[T] | None
) -> Sequence[tuple[Item, T]]:
    if judge is None or not found:
        return found
    verdicts = await judge([value for _, value in found])
    return [each for each, is_seen in zip(found, verdicts, strict=True) if is_seen]


async def pages(db: Database, query: Query) -> AsyncIterator[tuple[Item, ...]]:
    """Yield the whole collection, ``query.limit`` items at a time, for jobs.

    What is added or removed meanwhile may be in it or not; nothing else is left out.
    """
    following: Query | None = query
    while following is not None:
        page = await db.query(following)
        if page.items:
            yield page.items
        following = None if page.next is None else replace(query, after=page.next)


async def everything(db: Database, query: Query) -> tuple[Item, ...]:
    """Return the whole collection: one request a page of ``query.limit``.

    For collections that are small by a rule of the business only.
    """
    items: list[Item] = []
    while True:
        page = await db.query(query)
        items.extend(page.items)
        if page.next is None:
            return tuple(items)
        query = replace(query, after=page.next)
