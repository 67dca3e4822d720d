"""F1: the process is killed at any moment, twenty times, while clients import and change things."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from httpx import AsyncClient

from faults.server import Server, ask
from faults.writers import FIGURES, ROOTS, Acknowledged, ended_import, import_ids, places_of, write

ROUNDS: Final = 20
WRITERS: Final = 16


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    made = Server(tmp_path / "state")
    await made.start()
    try:
        yield made
    finally:
        made.kill()


async def test_nothing_acknowledged_is_lost_and_nothing_is_half_applied(server: Server) -> None:
    chance = random.Random(20261124)  # noqa: S311  # when to kill, the same in each run
    acknowledged, numbers = Acknowledged(), count()

    for _ in range(ROUNDS):
        await _cut_off(server, acknowledged, numbers, after=chance.uniform(0.1, 0.8))
        await server.start()

    async with AsyncClient(timeout=30) as client:
        # Also those go on whose answer was cut off: nothing rests until they are over.
        ids = await import_ids(client, server)
        every = {id_: await ended_import(client, server, id_) for id_ in ids}
        ended = {id_: every[id_] for id_ in acknowledged.imports}
        roots = (await ask(client, server, ROOTS))["group"]["roots"]
        findings = (await ask(client, server, FIGURES))["group"]["findings"]
        places = {f["id"]: await places_of(client, server, f["id"]) for f in findings}
    assert len(acknowledged.roots) >= ROUNDS
    assert acknowledged.roots <= {root["id"] for root in roots}
    assert len(ended) >= ROUNDS
    assert {import_["state"] for import_ in every.values()} == {"DONE"}
    assert {id_: import_["counts"]["created"] for id_, import_ in ended.items()} == (
        acknowledged.imports
    )
    for import_ in every.values():
        nodes = [edge["node"] for edge in import_["results"]["edges"]]
        assert {node["vulnerability"]["state"] for node in nodes} == {"VULNERABLE"}
    for finding in findings:
        assert finding["openVulnerabilities"] == len(places[finding["id"]])
        assert len(set(places[finding["id"]])) == len(places[finding["id"]])
    assert _integrity(server.state / "store.db") == "ok"


async def _cut_off(
    server: Server, acknowledged: Acknowledged, numbers: "count[int]", *, after: float
) -> None:
    """Kill the server while all write to it, so many seconds after it did a first import.

    So a slow machine kills no more idle a server than a fast one.
    """
    writers = [
        asyncio.create_task(write(server, acknowledged, numbers, imports=n % 2 == 0))
        for n in range(WRITERS)
    ]
    await acknowledged.an_import.wait()
    await asyncio.wait(writers, timeout=after)
    acknowledged.an_import.clear()
    server.kill()
    await asyncio.gather(*writers)


def _integrity(path: Path) -> str:
    with sqlite3.connect(path) as database:
        return str(database.execute("PRAGMA integrity_check").fetchone()[0])
