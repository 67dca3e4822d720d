"""The world of consumers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contract.builders import Hands
from sqlite.store import open_store
from streaming import Script, ScriptedStream
from unit.streams.rig import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    clock = Hands()
    async with open_store(tmp_path / "store.db", clock=clock, durable=False) as store:
        yield World(store=store, stream=ScriptedStream({"one": Script()}), clock=clock)
