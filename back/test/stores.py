"""The store that functional tests run on: SQLite, or the DynamoDB that the run was given."""

import importlib
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from kit.time import Clock
from sqlite.store import SqliteStore
from sqlite.store import open_store as open_sqlite
from sqlite.stream import SqliteStream
from store.types import Store
from streams.types import ChangeStream

Open: TypeAlias = Callable[[], AbstractAsyncContextManager[Store]]


@dataclass(frozen=True, slots=True)
class Engine:
    """``open`` opens one store, again and again; ``open_stream`` the stream of an open one."""

    open: Open
    open_stream: Callable[[Store], AbstractAsyncContextManager[ChangeStream]]


@asynccontextmanager
async def one_store(folder: Path, *, clock: Clock) -> AsyncIterator[Engine]:
    """Give what opens one empty store for as long as the block lasts."""
    if os.environ.get("INTEGRATES_TEST_DYNAMODB"):
        # Only then, as it needs an engine that the plain tests do without.
        adapter = importlib.import_module("contract.dynamodb_adapter")
        dynamodb = importlib.import_module("dynamodb")
        stream = importlib.import_module("dynamodb.stream")
        async with adapter.lent_tables() as config:
            yield Engine(
                partial(dynamodb.open_store, config, clock=clock),
                lambda _: stream.open_stream(config),
            )
    else:
        path = folder / "store.db"
        yield Engine(partial(open_sqlite, path, clock=clock, durable=False), _log)


def _log(store: Store) -> AbstractAsyncContextManager[ChangeStream]:
    assert isinstance(store, SqliteStore), store
    return nullcontext(SqliteStream(store))
