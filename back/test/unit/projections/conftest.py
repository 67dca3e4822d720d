"""A world with indexes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from unit.projections.rig import Indexed, an_index_of
from world import World


@pytest.fixture
async def indexed(world: World, tmp_path: Path) -> AsyncIterator[Indexed]:
    async with an_index_of(world, tmp_path) as made:
        yield made
