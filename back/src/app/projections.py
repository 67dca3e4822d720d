"""What is derived from the store while the service runs: search, figures, and their consumers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from app.consumers import consumers
from errors import Unavailable
from jobs.bell import Bell
from kit.time import Clock
from projections.days import wish_to_close
from projections.lag import PATIENCE, as_of
from projections.rebuild import REBUILD, outdated, wishes
from projections.recount import RECOUNT, SUBJECT, is_outdated, wish_to_recount
from projections.types import Keeping
from projections.views import SCHEMAS
from search.types import SearchIndex
from settings import SearchEngine, Settings, StoreEngine
from store.types import Cancelled, Store
from streams.run import Runner, run
from streams.types import Advanced, ChangeStream, Delayed, Missing, News, Parked, Told

_LOG: Final = structlog.get_logger("integrates.projections")


@dataclass(frozen=True, slots=True, kw_only=True)
class Projections:
    """Where changes are read, and where what they come to can be searched.

    ``beside`` is the same stream for those who only look how far it is: a stream remembers where
    its one follower is.  Who waits for the search to get as far does so for ``patience``.
    """

    stream: ChangeStream
    beside: ChangeStream
    search: SearchIndex
    patience: timedelta = PATIENCE


@asynccontextmanager
async def open_projections(settings: Settings, store: Store) -> AsyncIterator[Projections]:
    """Open the stream of the open ``store`` and the search that the settings name.

    Raises:
        Unavailable: one of them does not answer.
    """
    async with (
        open_stream(settings, store) as stream,
        open_stream(settings, store) as beside,
        open_search(settings) as search,
    ):
        yield Projections(stream=stream, beside=beside, search=search)


def open_search(settings: Settings) -> AbstractAsyncContextManager[SearchIndex]:
    """Return the search that the settings name, to be opened; only its adapter is imported."""
    if settings.search is SearchEngine.OPENSEARCH:
        from search.opensearch import ClusterConfig  # noqa: PLC0415
        from search.opensearch import open_search as open_cluster  # noqa: PLC0415

        assert settings.opensearch_url is not None, "settings without an address are refused"
        config = ClusterConfig(aws_region=settings.opensearch_aws_region)
        return open_cluster(settings.opensearch_url, SCHEMAS, config=config)
    from search.embedded import open_search as open_file  # noqa: PLC0415  # as above

    settings.state_dir.mkdir(parents=True, exist_ok=True)
    return open_file(settings.state_dir / "search.db", SCHEMAS)


@asynccontextmanager
async def open_stream(settings: Settings, store: Store) -> AsyncIterator[ChangeStream]:
    """Open the change stream of the open ``store`` that the settings name."""
    if settings.store is StoreEngine.DYNAMODB:
        from app.dynamodb import open_changes  # noqa: PLC0415  # costs a second to import

        async with open_changes(settings) as stream:
            yield stream
        return
    from sqlite.store import SqliteStore  # noqa: PLC0415  # as above
    from sqlite.stream import SqliteStream  # noqa: PLC0415

    assert isinstance(store, SqliteStore), "the settings name the store that is open"
    yield SqliteStream(store)


def keeping_of(projections: Projections, store: Store, clock: Clock, bell: Bell) -> Keeping:
    return Keeping(store=store, index=projections.search, clock=clock, wake=bell.ring)


def as_of_at(
    projections: Projections, keeping: Keeping, at: datetime
) -> Callable[[bool], Awaitable[int]]:
    """Return what a request that began ``at`` is given to ask how far the search is."""

    async def ask(strong: bool) -> int:  # noqa: FBT001  # the one thing that is asked
        return await as_of(
            keeping, projections.beside, at=at, strong=strong, patience=projections.patience
        )

    return ask


async def follow(
    keeping: Keeping, stream: ChangeStream, *, owner: str, told: Told, stop: asyncio.Event
) -> None:
    """Keep the projections up until ``stop`` is set; first have built what is missing."""
    await _have_built(keeping)
    runner = Runner(
        stream=stream,
        store=keeping.store,
        consumers=consumers(keeping),
        owner=owner,
        clock=keeping.clock,
        told=told,
    )
    await run(runner, stop=stop)


async def _have_built(keeping: Keeping) -> None:
    """Wish for what this release cannot search or show as it is, and for the end of the day."""
    now = keeping.clock()
    try:
        names: Sequence[str] = await outdated(keeping.index)
        writes = [*await wishes(keeping.store, names, now=now)]
        jobs = [(REBUILD, name) for name in names]
        if await is_outdated(keeping.store):
            writes += await wish_to_recount(keeping.store, now=now)
            jobs.append((RECOUNT, SUBJECT))
        writes.append(await wish_to_close(keeping.store, now.date(), now=now))
        if isinstance(await keeping.store.commit(writes), Cancelled):
            return  # another process wished for the same
    except Unavailable as fault:
        _LOG.warning("what is derived could not be checked", reason=str(fault))
        return
    for kind, subject in jobs:
        keeping.wake(kind, subject)
    if jobs:
        _LOG.info("what is derived is made anew", jobs=[" ".join(job) for job in jobs])


def told(news: News) -> None:
    """Write down what keeps consumers from going on."""
    match news:
        case Advanced(place=place, changes=changes):
            _LOG.debug("changes taken", consumer=place.consumer, changes=changes)
        case Delayed(place=place, error=error):
            _LOG.warning("consumer delayed", consumer=place.consumer, reason=str(error))
        case Parked(place=place, position=position, error=error):
            _LOG.error(
                "change parked",
                consumer=place.consumer,
                shard=place.shard,
                position=position,
                exc_info=error,
            )
        case Missing(place=place):
            _LOG.warning("changes missed", consumer=place.consumer, shard=place.shard)
        case fault:
            _LOG.warning("consumers wait for the store", reason=str(fault))
