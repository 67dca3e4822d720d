"""DynamoDB as the settings name it; importing this costs what its client costs."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from app.errors import NotCreated
from dynamodb import DynamoConfig, create_tables, open_store
from dynamodb.revision import check, mark
from dynamodb.stream import open_stream
from kit.time import Clock, now
from settings import Settings
from store.errors import StoreUnavailable
from store.types import Store
from streams.types import ChangeStream


def config_of(settings: Settings) -> DynamoConfig:
    return DynamoConfig(
        endpoint_url=settings.dynamodb_url,
        region=settings.dynamodb_region,
        table_prefix=settings.dynamodb_prefix,
    )


@asynccontextmanager
async def open_configured(settings: Settings, *, clock: Clock) -> AsyncIterator[Store]:
    """Open the store; its tables must be there (``integrates store create``).

    Raises:
        NotCreated: they do not answer, or are not there.
        Unavailable: they have no revision, or one that this release does not know.
    """
    async with open_store(config_of(settings), clock=clock) as store:
        try:
            await check(store, settings.dynamodb_prefix)
        except StoreUnavailable as fault:
            raise NotCreated from fault
        yield store


def open_changes(settings: Settings) -> AbstractAsyncContextManager[ChangeStream]:
    """Return the change stream of the tables, to be opened."""
    return open_stream(config_of(settings))


async def create(settings: Settings) -> None:
    """Make the tables that are missing, and write down which layout they have."""
    config = config_of(settings)
    await create_tables(config)
    async with open_store(config, clock=now) as store:
        await mark(store, settings.dynamodb_prefix)
