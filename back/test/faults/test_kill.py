"""F1: the process is killed at any moment, twenty times, while clients import and change things."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from httpx import AsyncClient, HTTPError

from faults.server import Server, ask, upload
from sarif import Hit, a_report

ROUNDS: Final = 20
WRITERS: Final = 16
GROUP: Final = "demogroup"

ADD_ROOT: Final = """
mutation ($nickname: String!, $url: String!) {
  addGitRoot(
    branch: "main", environment: "production", gitignore: [], groupName: "demogroup",
    includesHealthCheck: false, nickname: $nickname, url: $url
  ) { rootId }
}
"""
IMPORT: Final = """
mutation ($root: String!, $report: Upload!, $wait: Int!) {
  importReport(groupName: "demogroup", rootNickname: $root, report: $report, waitSeconds: $wait) {
    import { id state }
  }
}
"""
ROOTS: Final = '{ group(groupName: "demogroup") { roots { ... on GitRoot { id } } } }'
THE_IMPORT: Final = """
query ($id: ID!) {
  import(id: $id) {
    state reason counts { created unchanged }
    results(first: 100) { edges { node { outcome vulnerability { id state } } } }
  }
}
"""
IMPORTS: Final = """
query ($after: String) {
  group(groupName: "demogroup") {
    imports(first: 100, after: $after) {
      edges { node { id state } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
FIGURES: Final = """
{ group(groupName: "demogroup") { findings { id openVulnerabilities } } }
"""
PLACES: Final = """
query ($id: String!, $after: String) {
  finding(identifier: $id) {
    vulnerabilitiesConnection(first: 1000, after: $after) {
      edges { node { id where specific } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""


@dataclass(slots=True)
class Acknowledged:
    """What the server said that it had done: roots, and imports with how many results each."""

    roots: set[str] = field(default_factory=set)
    imports: dict[str, int] = field(default_factory=dict)
    an_import: asyncio.Event = field(default_factory=asyncio.Event)


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
        every = {id_: await _ended(client, server, id_) for id_ in await _imports(client, server)}
        ended = {id_: every[id_] for id_ in acknowledged.imports}
        roots = (await ask(client, server, ROOTS))["group"]["roots"]
        findings = (await ask(client, server, FIGURES))["group"]["findings"]
        places = {f["id"]: await _places(client, server, f["id"]) for f in findings}
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
        asyncio.create_task(_write(server, acknowledged, numbers, imports=n % 2 == 0))
        for n in range(WRITERS)
    ]
    await acknowledged.an_import.wait()
    await asyncio.wait(writers, timeout=after)
    acknowledged.an_import.clear()
    server.kill()
    await asyncio.gather(*writers)


async def _write(
    server: Server, acknowledged: Acknowledged, numbers: "count[int]", *, imports: bool
) -> None:
    """Add roots, and import for them if told to, until the server is gone."""
    with suppress(HTTPError):
        async with AsyncClient(timeout=30) as client:
            while True:
                number = next(numbers)
                nickname = f"root{number}"
                url = f"https://git.example.com/{nickname}"
                answer = await ask(client, server, ADD_ROOT, nickname=nickname, url=url)
                acknowledged.roots.add(answer["addGitRoot"]["rootId"])
                if imports:
                    hits = [
                        Hit(path=f"app/{number}.py", line=10 * n, code=f"assert v{n}")
                        for n in range(1, 41)
                    ]
                    answer = await upload(
                        client, server, IMPORT, a_report(hits), root=nickname, wait=number % 2
                    )
                    acknowledged.an_import.set()
                    acknowledged.imports[answer["importReport"]["import"]["id"]] = len(hits)


async def _imports(client: AsyncClient, server: Server) -> list[str]:
    ids: list[str] = []
    after = ""
    while True:
        page = (await ask(client, server, IMPORTS, after=after))["group"]["imports"]
        ids.extend(edge["node"]["id"] for edge in page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            return ids
        after = page["pageInfo"]["endCursor"]


async def _ended(client: AsyncClient, server: Server, id_: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            import_: dict[str, Any] = (await ask(client, server, THE_IMPORT, id=id_))["import"]
            if import_["state"] not in ("QUEUED", "RUNNING"):
                return import_


async def _places(client: AsyncClient, server: Server, id_: str) -> list[tuple[str, str]]:
    places: list[tuple[str, str]] = []
    after = ""
    while True:
        finding = (await ask(client, server, PLACES, id=id_, after=after))["finding"]
        page = finding["vulnerabilitiesConnection"]
        nodes = [edge["node"] for edge in page["edges"]]
        places.extend((node["where"], node["specific"]) for node in nodes)
        if not page["pageInfo"]["hasNextPage"]:
            return places
        after = page["pageInfo"]["endCursor"]


def _integrity(path: Path) -> str:
    with sqlite3.connect(path) as database:
        return str(database.execute("PRAGMA integrity_check").fetchone()[0])
