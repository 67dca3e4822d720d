"""Collections read page by page, and the cursors that clients hold."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from db_model.errors import InvalidCursor
from store.cursor import cursor_at, position_in
from store.errors import CursorError
from store.types import Database, Item, Query

T = TypeVar("T")

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
    db: Database, query: Query, read: Callable[[Item], T], *, first: int, after: str | None
) -> Slice[T]:
    """Return ``first`` values of a collection after a cursor: one query a thousand.

    Raises:
        InvalidCursor: ``after`` is damaged, or belongs to another list.
    """
    items: list[Item] = []
    following = after or None
    while True:
        part = replace(query, limit=min(first - len(items), _PAGE), after=following)
        try:
            page = await db.query(part)
        except CursorError as error:
            raise InvalidCursor from error
        items.extend(page.items)
        following = page.next
        if following is None or len(items) >= first:
            break

    def cursor(index: int) -> str:
        position = position_in(query, items[index])
        return "" if position is None else cursor_at(query, position)

    nodes = tuple(read(item) for item in items)
    return Slice(nodes, cursor(-1) if nodes else "", following is not None, cursor)


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
