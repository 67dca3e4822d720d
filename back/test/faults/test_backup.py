"""F21: a backup taken while clients import, restored, is the installation at one commit."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from db_model.vulnerabilities.types import VulnerabilityStatus
from faults.server import Server, ask
from faults.writers import (
    FIGURES,
    ROOTS,
    Acknowledged,
    ended_import,
    import_ids,
    places_of,
    write,
)
from people import a_tenant
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from world import one_world

SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    made = Server(tmp_path / "state")
    await made.start()
    try:
        yield made
    finally:
        made.kill()


def command(state: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("INTEGRATES_", "COV_"))}
    return subprocess.run(
        [sys.executable, "-m", "app.command", *map(str, arguments)],
        env={**environ, "PYTHONPATH": str(SOURCE), "INTEGRATES_STATE_DIR": str(state)},
        capture_output=True,
        text=True,
        check=False,
    )


async def test_a_backup_of_a_busy_service_is_restored_whole(server: Server, tmp_path: Path) -> None:
    before, acknowledged, numbers, folder = set[str](), Acknowledged(), count(), tmp_path / "kept"
    writers = [
        asyncio.create_task(write(server, acknowledged, numbers, imports=n % 2 == 0))
        for n in range(6)
    ]
    await acknowledged.an_import.wait()
    before, imports = set(acknowledged.roots), set(acknowledged.imports)
    taken = await asyncio.to_thread(command, server.state, "backup", folder)
    after = set(acknowledged.roots)
    server.kill()
    await asyncio.gather(*writers)
    assert (taken.returncode, taken.stderr) == (0, "")
    assert after > before, "nobody wrote while the backup was taken"

    restored = Server(tmp_path / "restored")
    put_back = command(restored.state, "restore", folder)
    assert (put_back.returncode, put_back.stderr) == (0, "")
    assert rows(restored.state / "store.db") == rows(folder / "store.db")

    await _is_whole(restored, before, imports)


async def _is_whole(server: Server, roots: set[str], imports: set[str]) -> None:
    await server.start()
    try:
        async with AsyncClient(timeout=30) as client:
            every = {
                id_: await ended_import(client, server, id_)
                for id_ in await import_ids(client, server)
            }
            found = (await ask(client, server, ROOTS))["group"]["roots"]
            findings = (await ask(client, server, FIGURES))["group"]["findings"]
            places = {f["id"]: await places_of(client, server, f["id"]) for f in findings}
    finally:
        server.kill()
    assert roots <= {root["id"] for root in found}
    assert imports <= every.keys()
    assert {import_["state"] for import_ in every.values()} == {"DONE"}
    for finding in findings:
        assert finding["openVulnerabilities"] == len(places[finding["id"]])


def rows(path: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return database.execute("SELECT * FROM item ORDER BY pk, sk").fetchall()


@pytest.mark.parametrize(("form", "head"), [("ndjson", 0), ("csv", 1)])
async def test_an_export_has_a_line_for_each_vulnerability_that_was_not_deleted(
    tmp_path: Path, form: str, head: int
) -> None:
    file = tmp_path / "exported"
    (tmp_path / "state").mkdir()
    async with one_world(tmp_path / "state") as world:
        tenant = await a_tenant(world)
        finding = a_finding(tenant)
        await put_findings(world, finding)
        statuses = sorted(VulnerabilityStatus)
        made = [a_vulnerability(tenant, finding, n, status=s) for n, s in enumerate(statuses)]
        await put_vulnerabilities(world, *made)
        group = tenant.group.name
        done = command(
            tmp_path / "state", "export", "--group", group, "--format", form, "--output", file
        )
        absent = command(tmp_path / "state", "export", "--group", "nobody")

    assert (done.returncode, done.stderr) == (0, "")
    lines = file.read_text().splitlines()[head:]
    shown = [v for v in made if v.state.status.name not in ("DELETED", "MASKED")]
    assert len(lines) == len(shown) == 4
    assert all(any(v.id in line and v.state.status in line for line in lines) for v in shown)
    assert all(tenant.root.state.nickname in line for line in lines)
    assert (absent.returncode, absent.stderr) == (1, "integrates: There is no group nobody\n")
