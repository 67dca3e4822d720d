"""A store of each adapter, empty, for each test."""

from collections.abc import AsyncIterator

import pytest

from contract.adapters import ADAPTERS
from contract.builders import Hands
from store.types import Store


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture(params=sorted(ADAPTERS))
async def store(request: pytest.FixtureRequest, clock: Hands) -> AsyncIterator[Store]:
    async with ADAPTERS[request.param](clock) as opened:
        yield opened
