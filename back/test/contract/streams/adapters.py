"""The stores with their change streams that the contract is proved on, by name."""

import importlib
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from kit.time import Clock
from sqlite.store import open_store
from sqlite.stream import SqliteStream
from store.types import Store
from streams.types import ChangeStream


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """A store, and the stream of what is done to it."""

    store: Store
    stream: ChangeStream


# Opens both, empty.
Opener: TypeAlias = Callable[[Clock], AbstractAsyncContextManager[Streamed]]


@asynccontextmanager
async def _sqlite(clock: Clock) -> AsyncIterator[Streamed]:
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(Path(folder, "store.db"), clock=clock, durable=False) as store:
            yield Streamed(store=store, stream=SqliteStream(store))


def _openers() -> dict[str, Opener]:
    openers: dict[str, Opener] = {"sqlite": _sqlite}
    if os.environ.get("INTEGRATES_TEST_DYNAMODB"):
        # Only then, as it needs packages and an engine that the others do not.
        dynamodb = importlib.import_module("contract.streams.dynamodb_adapter")
        openers["dynamodb"] = dynamodb.open_streamed
    return openers


ADAPTERS: Final = _openers()
