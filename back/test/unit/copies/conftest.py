"""The two stores of a copy."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from unit.copies.rig import Rig, rigged


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with rigged(tmp_path) as made:
        yield made
