"""The store that functional tests run on: SQLite, or the DynamoDB that the run was given."""

import importlib
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from kit.time import Clock
from sqlite.store import SqliteStore
from sqlite.store import open_store as open_sqlite
from sqlite.stream import SqliteStream
from store.types import Store
from streaming import ScriptedStream
from streams.types import ChangeStream

Open: TypeAlias = Callable[[], AbstractAsyncContextManager[Store]]


@dataclass(frozen=True, slots=True)
class Engine:
    """``open`` opens one store, again and again; ``open_stream`` the stream of an open one.

    ``is_streamed`` says that the stream tells of what is done; else it tells nothing.
    """

    open: Open
    is_streamed: bool
    open_stream: Callable[[Store], AbstractAsyncContextManager[ChangeStream]]


@asynccontextmanager
async def one_store(folder: Path, *, clock: Clock, streamed: bool = False) -> AsyncIterator[Engine]:
    """Give what opens one empty store for as long as the block lasts.

    Only if ``streamed``, it costs what a stream costs that nobody wrote to before.
    """
    if os.environ.get("INTEGRATES_TEST_DYNAMODB"):
        # Only then, as it needs an engine that the plain tests do without.
        adapter = importlib.import_module("contract.dynamodb_adapter")
        dynamodb = importlib.import_module("dynamodb")
        tables = adapter.own_tables() if streamed else adapter.lent_tables()
        async with tables as config:
            yield Engine(
                open=partial(dynamodb.open_store, config, clock=clock),
                is_streamed=streamed,
                open_stream=partial(_stream, config) if streamed else _no_stream,
            )
    else:
        path = folder / "store.db"
        opened = partial(open_sqlite, path, clock=clock, durable=False)
        yield Engine(open=opened, is_streamed=True, open_stream=_log)


def _stream(config: Any, _: Store) -> AbstractAsyncContextManager[ChangeStream]:
    opened: AbstractAsyncContextManager[ChangeStream] = importlib.import_module(
        "dynamodb.stream"
    ).open_stream(config)
    return opened


def _no_stream(_: Store) -> AbstractAsyncContextManager[ChangeStream]:
    return nullcontext(ScriptedStream({}))


def _log(store: Store) -> AbstractAsyncContextManager[ChangeStream]:
    assert isinstance(store, SqliteStore), store
    return nullcontext(SqliteStream(store))
