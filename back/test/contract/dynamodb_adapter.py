"""The DynamoDB adapter as the contract suite opens it: on tables of its own."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from dynamodb import DynamoConfig, create_tables
from dynamodb import open_store as open_dynamodb
from dynamodb.config import client_of
from dynamodb.tables import tables_of
from kit.time import Clock
from store.types import Store

VARIABLE = "INTEGRATES_TEST_DYNAMODB"
# An emulator on a busy machine takes longer than a person would wait.
READ_SECONDS = 30.0
DEADLINE_SECONDS = 60.0


@asynccontextmanager
async def own_tables() -> AsyncIterator[DynamoConfig]:
    """Make tables under a random prefix, for as long as the block lasts."""
    config = DynamoConfig(
        region="eu-west-1",
        table_prefix=f"test_{uuid4().hex}_",
        endpoint_url=os.environ[VARIABLE],
        access_key="integrates",
        secret_key="integrates",
        read_seconds=READ_SECONDS,
        deadline_seconds=DEADLINE_SECONDS,
    )
    await create_tables(config)
    try:
        yield config
    finally:
        tables = tables_of(config.table_prefix)
        async with client_of(config) as client:
            for table in (tables.data, tables.meta):
                await client.delete_table(TableName=table)


@asynccontextmanager
async def open_store(clock: Clock) -> AsyncIterator[Store]:
    """Give an empty store whose time is ``clock``."""
    async with own_tables() as config, open_dynamodb(config, clock=clock) as store:
        yield store
