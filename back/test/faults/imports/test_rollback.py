"""The process is killed at any moment while an import is undone: it goes on, and ends the same."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest
from httpx import AsyncClient

from faults.server import Server, ask, upload
from faults.writers import ADD_ROOT
from sarif import Hit, a_report

ROUNDS: Final = 4
SIZE: Final = 600
IMPORT: Final = """
mutation ($root: String!, $report: Upload!) {
  importReport(groupName: "demogroup", rootNickname: $root, report: $report, waitSeconds: 25) {
    import { id state counts { created moved closed reopened } }
  }
}
"""
ROLL_BACK: Final = """
mutation ($id: ID!) { rollbackImport(id: $id, waitSeconds: 0) { import { state } } }
"""
STATE: Final = """
query ($id: ID!) { import(id: $id) { state rollback { undone conflicts { total } } } }
"""
STORED: Final = """
{ group(groupName: "demogroup") {
  findings { id title openVulnerabilities closedVulnerabilities }
  forcesVulnerabilities { edges { node { id where specific state closingDate } } }
} }
"""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    made = Server(tmp_path / "state")
    await made.start()
    try:
        yield made
    finally:
        made.kill()


def _hits(count: int, *, shift: int = 0) -> list[Hit]:
    return [Hit(line=10 * n + 1 + shift, code=f"assert check_{n}()") for n in range(count)]


FIRST: Final = a_report(_hits(SIZE))
SECOND: Final = a_report(_hits(SIZE - 50))
LATEST: Final = a_report(
    [
        *_hits(SIZE - 200, shift=3),
        *_hits(SIZE)[SIZE - 50 :],
        *(Hit(line=90_000 + n, code=f"eval(v{n})", rule="B307") for n in range(200)),
    ]
)


async def test_killed_at_any_moment_a_rollback_ends_the_same(server: Server) -> None:
    chance = random.Random(20261125)  # noqa: S311  # when to kill, the same in each run
    async with AsyncClient(timeout=30) as client:
        await ask(client, server, ADD_ROOT, nickname="one", url="https://git.example.com/one")
        for report in (FIRST, SECOND):
            await _imported(client, server, report)
        before = await _stored(client, server)
        counts = None
        for _ in range(ROUNDS):
            import_ = await _imported(client, server, LATEST)
            counts = counts or import_["counts"]
            assert import_["counts"] == counts
            await ask(client, server, ROLL_BACK, id=import_["id"])

            await asyncio.sleep(chance.uniform(0, 0.5))
            server.kill()
            await server.start()

            assert await _ended(client, server, import_["id"]) == {
                "state": "ROLLED_BACK",
                "rollback": {"undone": SIZE + 200, "conflicts": {"total": 0}},
            }
            assert await _stored(client, server) == before


async def _imported(client: AsyncClient, server: Server, report: bytes) -> dict[str, Any]:
    answer = await upload(client, server, IMPORT, report, root="one")
    import_: dict[str, Any] = answer["importReport"]["import"]
    assert import_["state"] == "DONE"
    return import_


async def _stored(client: AsyncClient, server: Server) -> tuple[object, object]:
    group = (await ask(client, server, STORED))["group"]
    nodes = [edge["node"] for edge in group["forcesVulnerabilities"]["edges"]]
    return group["findings"], sorted(nodes, key=lambda node: str(node["id"]))


async def _ended(client: AsyncClient, server: Server, id_: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            import_: dict[str, Any] = (await ask(client, server, STATE, id=id_))["import"]
            if import_["state"] != "ROLLING_BACK":
                return import_
