"""The DynamoDB adapter as the contract suite opens it: on tables of its own."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from dynamodb import DynamoConfig, create_tables
from dynamodb import open_store as open_dynamodb
from dynamodb.config import client_of
from dynamodb.provision import data_definition, meta_definition
from dynamodb.tables import tables_of
from kit.time import Clock
from store.types import Store

if TYPE_CHECKING:
    from types_aiobotocore_dynamodb.client import DynamoDBClient
    from types_aiobotocore_dynamodb.type_defs import WriteRequestTypeDef

VARIABLE = "INTEGRATES_TEST_DYNAMODB"
# An emulator on a busy machine takes longer than a person would wait.
READ_SECONDS = 30.0
DEADLINE_SECONDS = 60.0
_MOST_DELETES: Final = 25  # of one batch
# The emulator slows down with each table that was ever made, also after it was deleted.
_EMPTY: Final[list[DynamoConfig]] = []


@asynccontextmanager
async def own_tables() -> AsyncIterator[DynamoConfig]:
    """Make tables under a random prefix, for as long as the block lasts."""
    config = _named()
    await create_tables(config)
    try:
        yield config
    finally:
        tables = tables_of(config.table_prefix)
        async with client_of(config) as client:
            for table in (tables.data, tables.meta):
                await client.delete_table(TableName=table)


@asynccontextmanager
async def lent_tables() -> AsyncIterator[DynamoConfig]:
    """Lend empty tables, made only where none are free; they are emptied when they come back.

    They have no stream.
    """
    config = _EMPTY.pop() if _EMPTY else await _made()
    yield config
    async with client_of(config) as client:
        tables = tables_of(config.table_prefix)
        for table in (tables.data, tables.meta):
            await _emptied(client, table)
    _EMPTY.append(config)


async def _made() -> DynamoConfig:
    config = _named()
    tables = tables_of(config.table_prefix)
    # Without a stream: the emulator looks through all of it at each write, and it is never emptied.
    data = {
        name: value
        for name, value in data_definition(tables.data).items()
        if name != "StreamSpecification"
    }
    async with client_of(config) as client:
        for definition in (data, meta_definition(tables.meta)):
            await client.create_table(**definition)
    return config


def _named() -> DynamoConfig:
    return DynamoConfig(
        region="eu-west-1",
        table_prefix=f"test_{uuid4().hex}_",
        endpoint_url=os.environ[VARIABLE],
        access_key="integrates",
        secret_key="integrates",
        read_seconds=READ_SECONDS,
        deadline_seconds=DEADLINE_SECONDS,
    )


async def _emptied(client: "DynamoDBClient", table: str) -> None:
    pages = client.get_paginator("scan").paginate(TableName=table, ProjectionExpression="pk, sk")
    keys = [key async for page in pages for key in page["Items"]]
    for start in range(0, len(keys), _MOST_DELETES):
        some = keys[start : start + _MOST_DELETES]
        batch: list[WriteRequestTypeDef] = [{"DeleteRequest": {"Key": key}} for key in some]
        answer = await client.batch_write_item(RequestItems={table: batch})
        assert not answer["UnprocessedItems"], "the emulator takes all of a batch"


@asynccontextmanager
async def open_store(clock: Clock) -> AsyncIterator[Store]:
    """Give an empty store whose time is ``clock``."""
    async with lent_tables() as config, open_dynamodb(config, clock=clock) as store:
        yield store
