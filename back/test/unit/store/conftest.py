"""A real store, empty, for each test of what stands on one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contract.builders import Hands
from sqlite.store import SqliteStore, open_store


@pytest.fixture
async def inner(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with open_store(tmp_path / "store.db", clock=Hands(), durable=False) as store:
        yield store
