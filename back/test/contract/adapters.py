"""The stores that the contract is proved on, by name.

SQLite always; DynamoDB where ``INTEGRATES_TEST_DYNAMODB`` names an endpoint.
"""

import importlib
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Final, TypeAlias

from kit.time import Clock
from sqlite import store as sqlite_store
from store.types import Store

# Opens a store of its own, empty, that reads the time from the clock.
Opener: TypeAlias = Callable[[Clock], AbstractAsyncContextManager[Store]]


@asynccontextmanager
async def _sqlite(clock: Clock) -> AsyncIterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "store.db")
        async with sqlite_store.open_store(path, clock=clock, durable=False) as store:
            yield store


def _openers() -> dict[str, Opener]:
    openers: dict[str, Opener] = {"sqlite": _sqlite}
    if os.environ.get("INTEGRATES_TEST_DYNAMODB"):
        # Only then, as it needs packages and an engine that the others do not.
        openers["dynamodb"] = importlib.import_module("contract.dynamodb_adapter").open_store
    return openers


ADAPTERS: Final = _openers()
