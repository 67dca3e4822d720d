"""A store in a file of its own, for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contract.builders import Hands
from sqlite.store import SqliteStore, open_store


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
async def store(path: Path, clock: Hands) -> AsyncIterator[SqliteStore]:
    async with open_store(path, clock=clock, durable=False) as opened:
        yield opened
