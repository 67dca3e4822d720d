"""A search of each adapter, with an empty index, for each test."""

from collections.abc import AsyncIterator, Iterator

import pytest

from contract.search.adapters import HOMES, Open
from contract.search.builders import THINGS, made
from search.types import SearchIndex


@pytest.fixture(params=sorted(HOMES))
def home(request: pytest.FixtureRequest) -> Iterator[Open]:
    with HOMES[request.param]() as opened:
        yield opened


@pytest.fixture
async def search(home: Open) -> AsyncIterator[SearchIndex]:
    async with home([THINGS]) as opened:
        await made(opened)
        yield opened
