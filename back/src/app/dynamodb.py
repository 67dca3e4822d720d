"""DynamoDB as the settings name it; importing this costs what its client costs."""

from contextlib import AbstractAsyncContextManager

from dynamodb import DynamoConfig, create_tables, open_store
from kit.time import Clock
from settings import Settings
from store.types import Store


def config_of(settings: Settings) -> DynamoConfig:
    return DynamoConfig(
        endpoint_url=settings.dynamodb_url,
        region=settings.dynamodb_region,
        table_prefix=settings.dynamodb_prefix,
    )


def open_configured(settings: Settings, *, clock: Clock) -> AbstractAsyncContextManager[Store]:
    """Return the store, to be opened; its tables must be there (``integrates store create``)."""
    return open_store(config_of(settings), clock=clock)


async def create(settings: Settings) -> None:
    """Make the tables that are missing."""
    await create_tables(config_of(settings))
