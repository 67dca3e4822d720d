"""Whether the search has what the store comes to: read in full, while people work.

What differs may just be on its way, so it is looked at again before it is called drift.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from db_model.views import View
from kit.time import milliseconds
from projections.apply import apply
from projections.scans import store_pages
from projections.types import Keeping
from projections.views import documents, documents_of
from search.types import EVERYTHING, Doc, SearchQuery

Pause: TypeAlias = Callable[[], Awaitable[None]]

_PAGE: Final = 500
LOOKS: Final = 5


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
    for _ in range(LOOKS):
        if not suspects:
            break
        await pause()
        again = await _differing(keeping, view, await _made(keeping, view, tuple(suspects)))
        suspects = {id_: seen for id_, seen in suspects.items() if again.get(id_, -1) == seen}
    return Drift(name=view.schema.name, looked_at=looked_at, ids=tuple(sorted(suspects)))


async def mended(keeping: Keeping, view: View, drift: Drift) -> None:
    """Write the documents that differ anew; what the index has later versions of, it keeps."""
    await apply(keeping.index, view, await _made(keeping, view, drift.ids))


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
    return await documents_of(keeping.store, view, tuple(ids), now_ms=_now_ms(keeping))


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
