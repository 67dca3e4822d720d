"""Whether what is derived is what the store comes to: read in full, while people work.

What differs may just be on its way, so it is looked at again before it is called drift.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from db_model.views import View
from indicators.count import COUNTED, count
from indicators.items import contribution_from, contribution_key, counted_in, counters_key
from indicators.rules import differences, total
from indicators.types import Contribution
from kit.time import milliseconds
from projections.apply import apply
from projections.scans import store_pages
from projections.types import Keeping
from projections.views import VIEWS, documents
from search.types import EVERYTHING, Doc, SearchQuery
from store.requests import RequestStore
from store.types import Item

Pause: TypeAlias = Callable[[], Awaitable[None]]

_PAGE: Final = 500
_LOOKS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Of ``name``, an index or ``figures``: what differs, out of how many things looked at."""

    name: str
    looked_at: int
    ids: tuple[str, ...]


async def index_drift(keeping: Keeping, view: View, *, pause: Pause) -> Drift:
    """Return which documents of an index are not those that the store comes to."""
    suspects: dict[str, int | None] = {}
    looked_at = 0
    async for page in store_pages(keeping.store):
        docs = await documents(keeping.store, view, page.items, now_ms=_now_ms(keeping))
        looked_at += sum(not doc.gone for doc in docs)
        suspects |= await _differing(keeping, view, [doc for doc in docs if not doc.gone])
    async for ids in _findable(keeping, view):
        docs = await _made(keeping, view, ids)
        suspects |= await _differing(keeping, view, [doc for doc in docs if doc.gone])
    for _ in range(_LOOKS):
        if not suspects:
            break
        await pause()
        again = await _differing(keeping, view, await _made(keeping, view, tuple(suspects)))
        suspects = {id_: seen for id_, seen in suspects.items() if again.get(id_, -1) == seen}
    return Drift(name=view.schema.name, looked_at=looked_at, ids=tuple(sorted(suspects)))


async def figures_drift(keeping: Keeping, *, pause: Pause) -> Drift:
    """Return which things are not counted as they are, and of which scopes the sums are wrong."""
    found = await _figures_drift(keeping)
    for _ in range(_LOOKS):
        if not found.ids:
            break
        await pause()
        found = await _figures_drift(keeping)
    return found


async def mended(keeping: Keeping, view: View, drift: Drift) -> None:
    """Write the documents that differ anew; what the index has later versions of, it keeps."""
    await apply(keeping.index, view, await _made(keeping, view, drift.ids))


async def recounted(keeping: Keeping, drift: Drift) -> None:
    """Count the things that differ anew."""
    now_ms = _now_ms(keeping)
    for name in COUNTED:
        prefix = f"{name}/"
        ids = [id_.removeprefix(prefix) for id_ in drift.ids if id_.startswith(prefix)]
        docs = await _made(keeping, VIEWS[name], ids)
        await count(keeping.store, VIEWS[name], docs, now_s=now_ms // 1000)


async def _figures_drift(keeping: Keeping) -> Drift:
    wrong: list[str] = []
    kept: list[Contribution] = []
    looked_at = 0
    async for page in store_pages(keeping.store):
        for name in COUNTED:
            docs = await documents(keeping.store, VIEWS[name], page.items, now_ms=_now_ms(keeping))
            wrong += [f"{name}/{id_}" for id_ in await _miscounted(keeping, name, docs)]
            contributions = [item for item in page.items if counted_in(item, name) is not None]
            kept = [total([*kept, *map(contribution_from, contributions)])]
            looked_at += len(contributions)
            gone = await _counted_but_gone(keeping, name, contributions)
            wrong += [f"{name}/{id_}" for id_ in gone]
    wrong += await _wrong_sums(keeping, total(kept))
    return Drift(name="figures", looked_at=looked_at, ids=tuple(sorted(set(wrong))))


async def _miscounted(keeping: Keeping, name: str, docs: Sequence[Doc]) -> list[str]:
    there = [doc for doc in docs if not doc.gone]
    keys = [contribution_key(name, doc.id) for doc in there]
    items = await keeping.store.get(keys, strong=True) if keys else ()
    return [
        doc.id
        for doc, item in zip(there, items, strict=True)
        if differences(contribution_from(item), COUNTED[name](doc))
    ]


async def _counted_but_gone(keeping: Keeping, name: str, items: Sequence[Item]) -> list[str]:
    ids = [
        id_
        for item in items
        if contribution_from(item) and (id_ := counted_in(item, name)) is not None
    ]
    return [doc.id for doc in await _made(keeping, VIEWS[name], ids) if doc.gone]


async def _wrong_sums(keeping: Keeping, kept: Contribution) -> list[str]:
    scopes = sorted(kept)
    keys = [counters_key(scope) for scope in scopes]
    items = await keeping.store.get(keys, strong=True) if keys else ()
    return [
        f"sums/{scope}"
        for scope, item in zip(scopes, items, strict=True)
        if differences({scope: dict(item.counters) if item else {}}, {scope: kept[scope]})
    ]


async def _differing(keeping: Keeping, view: View, docs: Sequence[Doc]) -> dict[str, int | None]:
    """Return the ids of ``docs`` that the index has another version of, and which."""
    found: dict[str, int | None] = {}
    for first in range(0, len(docs), _PAGE):
        some = docs[first : first + _PAGE]
        versions = await keeping.index.versions(view.schema.name, [doc.id for doc in some])
        found |= {
            doc.id: version
            for doc, version in zip(some, versions, strict=True)
            if version != doc.version
        }
    return found


async def _made(keeping: Keeping, view: View, ids: Iterable[str]) -> Sequence[Doc]:
    known = tuple(ids)
    db = RequestStore(keeping.store)
    return await view.documents(db, known, _now_ms(keeping)) if known else ()


async def _findable(keeping: Keeping, view: View) -> AsyncIterator[Sequence[str]]:
    after: str | None = None
    while True:
        query = SearchQuery(
            index=view.schema.name, scope=EVERYTHING, limit=_PAGE, after=after, count_up_to=0
        )
        hits = await keeping.index.search(query)
        yield hits.ids
        after = hits.next
        if after is None:
            return


def _now_ms(keeping: Keeping) -> int:
    return milliseconds(keeping.clock())
