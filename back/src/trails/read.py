"""Reads of the trail, newest first: a query a page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from db_model.paging import Slice, sliced
from db_model.types import GroupName, OrganizationId
from store.cursor import Position, cursor_at
from store.types import Database, Index, Query
from trails.items import ENTRIES, partition, partition_of_group, place, sealed_from
from trails.types import ChainName, Sealed

# Sorts after whatever follows the time in a place.
_LAST: Final = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """``first`` entries after a cursor, of commits made from ``since`` to ``until``.

    Both are included, to the millisecond.
    """

    first: int
    after: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def of_organization(db: Database, id_: OrganizationId, window: Window) -> Slice[Sealed]:
    """Return entries of an organization and its groups.

    Raises:
        InvalidCursor: ``after`` is damaged, or belongs to another list.
    """
    query = Query(pk=partition(ChainName(id_)), prefix=ENTRIES, reverse=True)
    return await _page(db, query, window)


async def of_group(db: Database, name: GroupName, window: Window) -> Slice[Sealed]:
    """Return entries of a group, as ``of_organization`` does."""
    pk = partition_of_group(name)
    query = Query(pk=pk, index=Index.G1, prefix=ENTRIES, reverse=True)
    return await _page(db, query, window)


async def _page(db: Database, query: Query, window: Window) -> Slice[Sealed]:
    after = window.after
    if not after and window.until is not None:
        beyond = f"{place(window.until)}{_LAST}"
        after = cursor_at(query, Position(beyond, query.pk, beyond))
    page = await sliced(db, query, sealed_from, first=window.first, after=after)
    if window.since is None:
        return page
    first_place = place(window.since)
    kept = tuple(each for each in page.nodes if place(each.entry.origin.at) >= first_place)
    if len(kept) == len(page.nodes):
        return page
    return Slice(kept, page.cursor(len(kept) - 1) if kept else "", more=False, cursor=page.cursor)
