"""Whether figures are what the store comes to: read in full, while people work.

Three things are compared: what is kept of each document with what it adds, the sums with what is
kept, and what the days of a scope come to with its sums.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from indicators.count import COUNTED, contributions, count
from indicators.days import sums_of
from indicators.history import partition
from indicators.items import (
    addition_on,
    contribution_from,
    contribution_key,
    counted_in,
    counters_key,
    kept_from,
    scope_of,
)
from indicators.rules import differences, is_dated, total
from indicators.types import Contribution
from kit.time import milliseconds
from projections.scans import store_pages
from projections.types import Keeping
from projections.verify import LOOKS, Drift, Pause
from projections.views import VIEWS, documents, documents_of
from search.types import Doc
from store.types import Item

_DAYS: Final = "days/"
_SUMS: Final = "sums/"


async def figures_drift(keeping: Keeping, *, pause: Pause) -> Drift:
    """Return which things are not counted as they are, and of which scopes the sums are wrong."""
    found = await _figures_drift(keeping)
    for _ in range(LOOKS):
        if not found.ids:
            break
        await pause()
        found = await _figures_drift(keeping)
    return found


async def recounted(keeping: Keeping, drift: Drift) -> None:
    """Count the things that differ anew; put what days lack of the sums on today."""
    now = keeping.clock()
    for name in COUNTED:
        prefix = f"{name}/"
        ids = [id_.removeprefix(prefix) for id_ in drift.ids if id_.startswith(prefix)]
        docs = await documents_of(keeping.store, VIEWS[name], ids, now_ms=milliseconds(now))
        await count(keeping.store, name, docs, at=now)
    for scope in (id_.removeprefix(_DAYS) for id_ in drift.ids if id_.startswith(_DAYS)):
        lacking = await _lacking(keeping, scope)
        if lacking and f"{_SUMS}{scope}" not in drift.ids:
            await keeping.store.commit([addition_on(now.date(), scope, lacking)])


async def _figures_drift(keeping: Keeping) -> Drift:
    wrong: list[str] = []
    kept: list[Contribution] = []
    scopes: set[str] = set()
    looked_at = 0
    async for page in store_pages(keeping.store):
        scopes |= {scope for item in page.items if (scope := scope_of(item)) is not None}
        for name in COUNTED:
            wrong += await _miscounted(keeping, name, page.items)
            counted = [item for item in page.items if counted_in(item, name) is not None]
            kept = [total([*kept, *map(contribution_from, counted)])]
            looked_at += len(counted)
            wrong += await _counted_but_gone(keeping, name, counted)
    sums = total(kept)
    known = {scope: sums.get(scope, {}) for scope in scopes | set(sums)}
    wrong += await _wrong_sums(keeping, known)
    return Drift(name="figures", looked_at=looked_at, ids=tuple(sorted(set(wrong))))


async def _miscounted(keeping: Keeping, name: str, items: Sequence[Item]) -> list[str]:
    now_ms = milliseconds(keeping.clock())
    docs = await documents(keeping.store, VIEWS[name], items, now_ms=now_ms)
    there = [doc for doc in docs if not doc.gone]
    keys = [contribution_key(name, doc.id) for doc in there]
    found = await keeping.store.get(keys, strong=True) if keys else ()
    added = await contributions(keeping.store, name, there) if there else ()
    return [
        f"{name}/{doc.id}"
        for doc, item, contribution in zip(there, found, added, strict=True)
        if differences(contribution_from(item), contribution)
    ]


async def _counted_but_gone(keeping: Keeping, name: str, items: Sequence[Item]) -> list[str]:
    ids = [
        id_
        for item in items
        if contribution_from(item) and (id_ := counted_in(item, name)) is not None
    ]
    now_ms = milliseconds(keeping.clock())
    docs: Sequence[Doc] = await documents_of(keeping.store, VIEWS[name], ids, now_ms=now_ms)
    return [f"{name}/{doc.id}" for doc in docs if doc.gone]


async def _wrong_sums(keeping: Keeping, kept: Contribution) -> list[str]:
    scopes = sorted(kept)
    keys = [counters_key(scope) for scope in scopes]
    items = await keeping.store.get(keys, strong=True) if keys else ()
    wrong = [
        f"{_SUMS}{scope}"
        for scope, item in zip(scopes, items, strict=True)
        if differences({scope: dict(item.counters) if item else {}}, {scope: kept[scope]})
    ]
    dated = filter(is_dated, scopes)
    return [*wrong, *[f"{_DAYS}{scope}" for scope in dated if await _lacking(keeping, scope)]]


async def _lacking(keeping: Keeping, scope: str) -> Mapping[str, int]:
    """Return what is to be added to the days of a scope so that they come to its sums."""
    items = await partition(keeping.store, scope, strong=True)
    sums = {name: count for item in items if scope_of(item) for name, count in item.counters}
    return differences({scope: sums_of(kept_from(items))}, {scope: sums}).get(scope, {})
