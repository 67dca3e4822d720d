"""A store with its stream, of each adapter, empty, for each test."""

from collections.abc import AsyncIterator

import pytest

from contract.builders import Hands
from contract.streams.adapters import ADAPTERS, Streamed


@pytest.fixture(params=sorted(ADAPTERS))
async def streamed(request: pytest.FixtureRequest, clock: Hands) -> AsyncIterator[Streamed]:
    async with ADAPTERS[request.param](clock) as opened:
        yield opened
