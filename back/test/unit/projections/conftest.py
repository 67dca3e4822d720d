"""A world with indexes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from unit.projections.rig import Indexed, an_index_of
from world import one_world


@pytest.fixture
async def indexed(tmp_path: Path) -> AsyncIterator[Indexed]:
    """Give a world whose jobs the test runs, and its indexes."""
    async with (
        one_world(tmp_path, at_work=False) as world,
        an_index_of(world, tmp_path) as made,
    ):
        yield made
