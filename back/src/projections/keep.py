"""The consumers that keep the projections up with the store."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from indicators.days import LATEST
from jobs.types import Kind
from kit.time import milliseconds
from projections.apply import apply
from projections.days import CLOSE, closing
from projections.rebuild import REBUILD, rebuilding, wishes
from projections.recount import RECOUNT, count_all, recounting, wish_to_recount
from projections.spread import SPREAD, spreading, wish_to_spread
from projections.types import Keeping
from projections.views import VIEWS, documents
from store.types import Item, Write
from streams.types import Change, Consumer, Handling

SEARCH: Final = "search"
COUNTERS: Final = "counters"
KINDS: Final[Mapping[str, Callable[[Keeping], Kind]]] = MappingProxyType(
    {CLOSE: closing, REBUILD: rebuilding, RECOUNT: recounting, SPREAD: spreading}
)


def kinds(keeping: Keeping) -> tuple[Kind, ...]:
    """Return the kinds of job that the projections need."""
    return tuple(make(keeping) for make in KINDS.values())


def consumers(keeping: Keeping) -> tuple[Consumer, ...]:
    """Return the consumers, each of which makes everything anew after a gap."""
    return tuple(make(keeping) for make in CONSUMERS.values())


async def index(keeping: Keeping, changes: Sequence[Change]) -> None:
    """Bring the documents that ``changes`` have a part in up to what the store has now.

    Costs a few gets a hundred documents, whatever became of an item in between.
    """
    now_ms = milliseconds(keeping.clock())
    images = _images(changes)
    for view in VIEWS.values():
        docs = await documents(keeping.store, view, images, now_ms=now_ms)
        await apply(keeping.index, view, docs)


def _search(keeping: Keeping) -> Consumer:
    async def handle(changes: Sequence[Change]) -> None:
        await index(keeping, changes)

    async def missed(at: datetime) -> Sequence[Write]:
        return await wishes(keeping.store, VIEWS, now=at)

    return Consumer(name=SEARCH, consume=Handling(handle), missed=missed)


def _counters(keeping: Keeping) -> Consumer:
    async def handle(changes: Sequence[Change]) -> None:
        # The job that makes documents anew does so for both consumers; this one never waits.
        await wish_to_spread(keeping, changes, now=keeping.clock())
        for at, some in by_day(changes, now=keeping.clock()):
            await count_all(keeping, _images(some), at=at)

    async def missed(at: datetime) -> Sequence[Write]:
        return await wish_to_recount(keeping.store, now=at)

    return Consumer(name=COUNTERS, consume=Handling(handle), missed=missed)


def by_day(
    changes: Sequence[Change], *, now: datetime
) -> Sequence[tuple[datetime, Sequence[Change]]]:
    """Return ``changes`` by the day, in UTC, on which they were made, the first first.

    Each day with an instant of it; what is later than any stream is taken for less late.
    """
    days: dict[date, list[Change]] = {}
    for change in changes:
        days.setdefault(max(change.at, now - LATEST).date(), []).append(change)
    return [
        (max(max(change.at, now - LATEST) for change in some), some)
        for _, some in sorted(days.items())
    ]


def _images(changes: Sequence[Change]) -> list[Item]:
    return [image for change in changes for image in (change.old, change.new) if image]


CONSUMERS: Final[Mapping[str, Callable[[Keeping], Consumer]]] = MappingProxyType(
    {SEARCH: _search, COUNTERS: _counters}
)
