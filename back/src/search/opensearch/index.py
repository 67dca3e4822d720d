"""The search port over a cluster: one client a process, a request for each question."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final, TypeVar

from search.checks import checked_facets, checked_query, fits
from search.documents import Entry, check_docs, check_ids, combined, fitted
from search.errors import IndexOutdated, SearchUnavailable
from search.opensearch.calls import Missing, call
from search.opensearch.catalogue import Catalogue
from search.opensearch.config import DEFAULTS, Cluster, ClusterConfig, cluster
from search.opensearch.queries import (
    facets_body,
    facets_of,
    hits_of,
    page_body,
)
from search.opensearch.writes import apply
from search.schemas import by_name, schema_of
from search.types import (
    Doc,
    Facet,
    FacetQuery,
    Generation,
    Hits,
    IndexSchema,
    Outcome,
    Rejected,
    SearchQuery,
)

Q = TypeVar("Q", SearchQuery, FacetQuery)

# An answer without a part of the index would pass for the whole.
_WHOLE: Final = {"allow_partial_search_results": "false"}


class ClusterSearch:
    """A ``SearchIndex``; see there."""

    def __init__(self, cluster: Cluster, schemas: Mapping[str, IndexSchema]) -> None:
        self._cluster = cluster
        self._catalogue = Catalogue(cluster)
        self._schemas = schemas

    async def apply(
        self, index: str, docs: Sequence[Doc], *, only: str | None = None
    ) -> tuple[Outcome, ...]:
        """Write documents to each generation in turn, or to that one."""
        schema = schema_of(self._schemas, index)
        check_docs(docs)
        if not docs:
            return ()
        written = await self._catalogue.written(index, only)
        fitting = fitted(docs, schema, (generation.schema for generation in written))
        outcomes = [
            await self._applied(generation, entries)
            for generation, entries in zip(written, fitting, strict=True)
        ]
        return tuple(combined(each) for each in zip(*outcomes, strict=True))

    async def search(self, query: SearchQuery) -> Hits:
        """Return the page of ``query``."""
        schema = schema_of(self._schemas, query.index)
        checked = checked_query(query, schema)
        answer = await self._asked(checked, schema, page_body)
        return hits_of(answer, checked, schema)

    async def facets(self, query: FacetQuery) -> tuple[tuple[Facet, ...], ...]:
        """Return the commonest values of each field, near where there are several shards."""
        schema = schema_of(self._schemas, query.index)
        checked = checked_facets(query, schema)
        answer = await self._asked(checked, schema, facets_body)
        return facets_of(answer, checked, schema)

    async def versions(self, index: str, ids: Sequence[str]) -> tuple[int | None, ...]:
        """Return the version of each document, ``None`` for one that is not there."""
        schema_of(self._schemas, index)
        check_ids(ids)
        if not ids:
            return ()
        generation = await self._catalogue.promoted(index)
        send = partial(
            self._cluster.client.mget,
            index=self._catalogue.name_of(generation.name),
            body={"ids": list(dict.fromkeys(ids))},
            params={"_source": "false"},
        )
        found = {each["_id"]: each.get("_version") for each in (await self._sent(send))["docs"]}
        return tuple(found[id_] for id_ in ids)

    async def generations(self, index: str) -> tuple[Generation, ...]:
        """Return those that there are, by name."""
        schema_of(self._schemas, index)
        return await self._catalogue.listed(index)

    async def begin_generation(self, index: str) -> str:
        """Make an empty generation."""
        return await self._catalogue.begin(schema_of(self._schemas, index))

    async def promote(self, index: str, generation: str) -> None:
        """Let searches read that generation; those of other processes do after seconds."""
        schema_of(self._schemas, index)
        await self._catalogue.promote(index, generation)

    async def drop_generation(self, index: str, generation: str) -> None:
        """Remove a generation that is not promoted."""
        schema_of(self._schemas, index)
        await self._catalogue.drop(index, generation)

    async def refresh(self, index: str) -> None:
        """Make everything findable that was applied."""
        schema_of(self._schemas, index)
        pattern = self._catalogue.name_of(f"{index}-*")
        await self._sent(partial(self._cluster.client.indices.refresh, index=pattern))

    async def ready(self) -> None:
        """Check that the cluster answers."""
        await self._sent(self._cluster.client.info)

    async def _sent(self, send: Callable[[], Any]) -> Any:
        try:
            return await call(self._cluster, send)
        except Missing as fault:
            raise SearchUnavailable from fault

    async def _applied(
        self, generation: Generation, entries: Sequence[Entry | Rejected]
    ) -> list[Outcome]:
        fit = [one for one in entries if isinstance(one, Entry)]
        written = iter(await apply(self._cluster, self._catalogue.name_of(generation.name), fit))
        return [one if isinstance(one, Rejected) else next(written) for one in entries]

    async def _asked(
        self, query: Q, schema: IndexSchema, body: Callable[[Q, IndexSchema], dict[str, Any]]
    ) -> Any:
        """Return the answer of the promoted generation, or none in time."""
        try:
            async with asyncio.timeout(self._cluster.config.asking_seconds):
                return await self._found(query, schema, body(query, schema))
        except (Missing, TimeoutError) as fault:
            raise SearchUnavailable from fault

    async def _found(
        self, query: SearchQuery | FacetQuery, schema: IndexSchema, body: dict[str, Any]
    ) -> Any:
        try:
            return await self._answer(query, schema, body)
        except Missing:
            # Another process has promoted the next one, and dropped the one that was known.
            self._catalogue.forget(query.index)
        return await self._answer(query, schema, body)

    async def _answer(
        self, query: SearchQuery | FacetQuery, schema: IndexSchema, body: dict[str, Any]
    ) -> Any:
        generation = await self._catalogue.promoted(query.index)
        if generation.schema != schema and not fits(query, schema, generation.schema):
            raise IndexOutdated
        name = self._catalogue.name_of(generation.name)
        search = partial(self._cluster.client.search, index=name, body=body, params=_WHOLE)
        return await call(self._cluster, search)


@asynccontextmanager
async def open_search(
    url: str, schemas: Iterable[IndexSchema], *, config: ClusterConfig = DEFAULTS
) -> AsyncIterator[ClusterSearch]:
    """Open the search of the cluster at ``url``, which may hold a name and a password."""
    async with cluster(url, config) as opened:
        yield ClusterSearch(opened, by_name(schemas))
