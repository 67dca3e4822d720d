"""How what is derived from the store stands: the search indexes, and those who keep them up."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime

from app.consumers import CONSUMERS
from app.doctor import rules
from app.doctor.types import Diagnosis, Health
from app.doctor.work import opened_store
from app.projections import open_search, open_stream
from errors import Unavailable
from projections.views import SCHEMAS
from search.checks import MAX_COUNT
from search.embedded.inspection import open_to_read
from search.types import EVERYTHING, IndexSchema, SearchIndex, SearchQuery
from settings import SearchEngine, Settings
from streams.lag import standings


async def diagnosed(settings: Settings, *, at: datetime) -> tuple[Diagnosis, ...]:
    return *await _search(settings), *await _changes(settings, at=at)


async def _search(settings: Settings) -> tuple[Diagnosis, ...]:
    file = settings.state_dir / "search.db"
    if settings.search is SearchEngine.EMBEDDED and not file.is_file():
        cure = "start `integrates serve`, which makes it"
        return (Diagnosis(rules.SEARCH, Health.WARNING, f"{file} is not there", cure),)
    try:
        async with _opened(settings) as search:
            await search.ready()
            return tuple([await _index(search, schema) for schema in SCHEMAS])
    except Unavailable as fault:
        return (Diagnosis(rules.SEARCH, Health.FAILED, fault.message, _cure(settings)),)


async def _index(search: SearchIndex, schema: IndexSchema) -> Diagnosis:
    name = schema.name
    generations = await search.generations(name)
    if not any(each.promoted and each.schema.revision == schema.revision for each in generations):
        return rules.of_missing_index(name, is_begun=bool(generations))
    query = SearchQuery(index=name, scope=EVERYTHING, limit=1, count_up_to=MAX_COUNT)
    return rules.of_index(schema, await search.search(query))


def _opened(settings: Settings) -> AbstractAsyncContextManager[SearchIndex]:
    if settings.search is SearchEngine.EMBEDDED:
        return open_to_read(settings.state_dir / "search.db", SCHEMAS)
    return open_search(settings)


def _cure(settings: Settings) -> str:
    if settings.search is SearchEngine.OPENSEARCH:
        return "check INTEGRATES_OPENSEARCH_URL and the cluster; all that needs no search goes on"
    return "stop the service, remove `search.db` of the state directory, and start it again"


async def _changes(settings: Settings, *, at: datetime) -> tuple[Diagnosis, ...]:
    try:
        async with opened_store(settings, at=at) as store, open_stream(settings, store) as stream:
            found = await standings(stream, store, CONSUMERS, clock=lambda: at)
    except Unavailable as fault:
        cure = "run `integrates store create`, which sees to the change stream of the store"
        return (Diagnosis(rules.CHANGES, Health.FAILED, fault.message, cure),)
    return tuple(rules.of_standing(each, now=at) for each in found)
