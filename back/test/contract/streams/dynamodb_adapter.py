"""DynamoDB with its stream, on tables of its own: a stream tells of all that ever happened."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from contract.dynamodb_adapter import own_tables
from contract.streams.adapters import Streamed
from dynamodb import open_store
from dynamodb.stream import open_stream
from kit.time import Clock


@asynccontextmanager
async def open_streamed(clock: Clock) -> AsyncIterator[Streamed]:
    """Give an empty store whose time is ``clock``, and its stream."""
    async with (
        own_tables() as config,
        open_store(config, clock=clock) as store,
        open_stream(config) as stream,
    ):
        yield Streamed(store=store, stream=stream)
