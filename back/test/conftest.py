"""What every test may ask for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from world import World, one_world


@pytest.fixture
async def streamed_world(tmp_path: Path) -> AsyncIterator[World]:
    """Give a service as ``world`` does, whose changes are brought by its stream."""
    async with one_world(tmp_path, streamed=True) as made:
        yield made


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Give a whole service of the test's own, with nothing in it."""
    async with one_world(tmp_path) as made:
        yield made
