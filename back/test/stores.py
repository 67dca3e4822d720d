"""The store that functional tests run on: SQLite, or the DynamoDB that the run was given."""

import importlib
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

from kit.time import Clock
from sqlite.store import open_store as open_sqlite
from store.types import Store

Open: TypeAlias = Callable[[], AbstractAsyncContextManager[Store]]


@asynccontextmanager
async def one_store(folder: Path, *, clock: Clock) -> AsyncIterator[Open]:
    """Give what opens one empty store, again and again, for as long as the block lasts."""
    if os.environ.get("INTEGRATES_TEST_DYNAMODB"):
        # Only then, as it needs an engine that the plain tests do without.
        adapter = importlib.import_module("contract.dynamodb_adapter")
        dynamodb = importlib.import_module("dynamodb")
        async with adapter.lent_tables() as config:
            yield partial(dynamodb.open_store, config, clock=clock)
    else:
        yield partial(open_sqlite, folder / "store.db", clock=clock, durable=False)
