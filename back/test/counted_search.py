"""How many requests are made of a search: counted beside those of the store."""

from collections.abc import Sequence
from dataclasses import dataclass

from search.types import (
    Doc,
    Facet,
    FacetQuery,
    Generation,
    Hits,
    Outcome,
    SearchIndex,
    SearchQuery,
)
from store.counting import counted


@dataclass(frozen=True, slots=True)
class CountingSearch:
    """A search that answers as ``inner`` does, and counts what it is asked."""

    inner: SearchIndex

    async def search(self, query: SearchQuery) -> Hits:
        _count()
        return await self.inner.search(query)

    async def facets(self, query: FacetQuery) -> tuple[tuple[Facet, ...], ...]:
        _count()
        return await self.inner.facets(query)

    async def versions(self, index: str, ids: Sequence[str]) -> tuple[int | None, ...]:
        _count()
        return await self.inner.versions(index, ids)

    async def apply(
        self, index: str, docs: Sequence[Doc], *, only: str | None = None
    ) -> tuple[Outcome, ...]:
        return await self.inner.apply(index, docs, only=only)

    async def generations(self, index: str) -> tuple[Generation, ...]:
        return await self.inner.generations(index)

    async def begin_generation(self, index: str) -> str:
        return await self.inner.begin_generation(index)

    async def promote(self, index: str, generation: str) -> None:
        await self.inner.promote(index, generation)

    async def drop_generation(self, index: str, generation: str) -> None:
        await self.inner.drop_generation(index, generation)

    async def refresh(self, index: str) -> None:
        await self.inner.refresh(index)

    async def ready(self) -> None:
        await self.inner.ready()


def _count() -> None:
    if (counts := counted()) is not None:
        counts.searches += 1
