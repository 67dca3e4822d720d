"""The store port on DynamoDB."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from dynamodb.calls import Connection
from dynamodb.committing import Commit, apply
from dynamodb.config import DynamoConfig, client_of
from dynamodb.querying import query_page
from dynamodb.reading import read, read_row
from dynamodb.scanning import Segment, scan_page
from dynamodb.tables import tables_of
from kit.time import Clock
from store.compression import packed
from store.limits import check_keys, check_query, check_scan, check_writes
from store.tokens import guard, settled
from store.types import UNSTREAMED, CommitResult, Item, Key, Page, Query, Store, Write


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamoStore:
    """A store over a client that someone else opens and closes."""

    connection: Connection
    clock: Clock

    async def get(self, keys: Sequence[Key], *, strong: bool = False) -> tuple[Item | None, ...]:
        check_keys(keys)
        return await read(self.connection, keys, strong=strong, now=self._second())

    async def query(self, query: Query) -> Page:
        check_query(query)
        return await query_page(self.connection, query, now=self._second())

    async def commit(self, writes: Sequence[Write], *, token: str | None = None) -> CommitResult:
        bodies = check_writes(writes, token=token)
        now = self._second()
        if token is None:
            return await apply(self.connection, Commit(writes, bodies, now))
        taken = guard(token, writes, at=self.clock())
        item = taken.item
        commit = Commit([taken, *writes], {**bodies, item.key: packed(item.body)}, now)
        return settled(taken, await apply(self.connection, commit))

    async def scan(self, *, segment: int, segments: int, after: str | None, limit: int) -> Page:
        check_scan(segment=segment, segments=segments, limit=limit)
        part = Segment(segment, segments, limit)
        return await scan_page(self.connection, part, after=after, now=self._second())

    async def ready(self) -> None:
        for pk in ("READY", f"{UNSTREAMED}READY"):
            await read_row(self.connection, Key(pk), strong=False)

    def _second(self) -> int:
        return int(self.clock().timestamp())


@asynccontextmanager
async def open_store(config: DynamoConfig, *, clock: Clock) -> AsyncIterator[Store]:
    """Open the client and give the store on it; the tables must exist."""
    async with client_of(config) as client:
        connection = Connection(
            client=client,
            tables=tables_of(config.table_prefix),
            slots=asyncio.Semaphore(config.concurrency),
            deadline_seconds=config.deadline_seconds,
        )
        yield DynamoStore(connection=connection, clock=clock)
