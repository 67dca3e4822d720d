"""Several workers run the jobs of one embedded store, each of them exactly once."""

import asyncio
import json
from pathlib import Path
from typing import Any, Final

from httpx import AsyncClient

from faults.server import Server, ask, send
from sarif import Hit, a_report

ROOTS: Final = 2
REPORTS: Final = 4
HITS: Final = 60

ADD_ROOT: Final = """
mutation ($nickname: String!, $url: String!) {
  addGitRoot(
    branch: "main", environment: "production", gitignore: [], groupName: "demogroup",
    includesHealthCheck: false, nickname: $nickname, url: $url
  ) { rootId }
}
"""
IMPORT: Final = """
mutation ($root: String!, $report: Upload!) {
  importReport(groupName: "demogroup", rootNickname: $root, report: $report, waitSeconds: 20) {
    import { id state counts { created unchanged } }
  }
}
"""
FIGURES: Final = '{ group(groupName: "demogroup") { findings { openVulnerabilities } } }'


async def test_two_workers_import_each_report_once(tmp_path: Path) -> None:
    server = Server(tmp_path / "state", options=("--workers", "2"), log=tmp_path / "log")
    await server.start()
    try:
        async with asyncio.timeout(60):
            await _until_both_serve(server)
            imports = await asyncio.gather(*(_imported(server, n) for n in range(ROOTS)))
            async with AsyncClient(timeout=30) as client:
                findings = (await ask(client, server, FIGURES))["group"]["findings"]
        code = server.stop()
    finally:
        server.kill()

    once = sorted([(HITS, 0), *[(0, HITS)] * (REPORTS - 1)])
    assert [sorted(of_root) for of_root in imports] == [once] * ROOTS
    assert sum(finding["openVulnerabilities"] for finding in findings) == ROOTS * HITS
    assert [line for line in _log(server) if line["level"] in ("error", "warning")] == []
    assert code == 0


async def _until_both_serve(server: Server) -> None:
    """Ask, over a connection each time, until each worker has answered."""
    while len({line["worker"] for line in _log(server) if line["event"] == "request"}) < 2:
        async with AsyncClient(timeout=30) as client:
            await ask(client, server, "{ __typename }")


async def _imported(server: Server, root: int) -> list[tuple[int, int]]:
    """Import one report several times at once; return what each created and found unchanged."""
    nickname = f"root{root}"
    report = a_report([Hit(path=f"{nickname}.py", line=10 * n, code=f"v{n}") for n in range(HITS)])
    async with AsyncClient(timeout=30) as client:
        url = f"https://git.example.com/{nickname}"
        await ask(client, server, ADD_ROOT, nickname=nickname, url=url)
    return await asyncio.gather(*(_once(server, nickname, report) for _ in range(REPORTS)))


async def _once(server: Server, nickname: str, report: bytes) -> tuple[int, int]:
    async with AsyncClient(timeout=30) as client:
        answer = await send(client, server, IMPORT, report, root=nickname)
    if [error["extensions"]["code"] for error in answer.get("errors", ())] == ["CONFLICT"]:
        return await _once(server, nickname, report)  # others were faster with the same root
    import_ = answer["data"]["importReport"]["import"]
    assert import_["state"] == "DONE"
    return import_["counts"]["created"], import_["counts"]["unchanged"]


def _log(server: Server) -> list[dict[str, Any]]:
    assert server.log is not None
    # The last line may be half written.
    return [
        json.loads(line)
        for line in server.log.read_text().splitlines(keepends=True)
        if line.endswith("\n")
    ]
