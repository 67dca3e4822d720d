"""The documentation's nginx, for real: TLS, reports, addresses, limits, and a rolling restart.

Needs an nginx: the one that INTEGRATES_TEST_NGINX names, else Debian's.
"""

import asyncio
import json
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from httpx import AsyncClient, HTTPError, Response

from faults.server import Server
from proxy.proxying import CLIENT, NAME, Proxy, proxying
from sarif import Hit, a_report

MIB: Final = 1024 * 1024
PATIENCE: Final = 60  # seconds
WORKERS: Final = 2
ASKERS: Final = 3
ME: Final = "{ me { userEmail } }"
ADD_ROOT: Final = """
mutation { addGitRoot(
  branch: "main" environment: "production" gitignore: [] groupName: "demogroup"
  includesHealthCheck: false nickname: "app" url: "https://git.example.com/app"
) { success } }
"""
IMPORT: Final = """
mutation ($report: Upload!) {
  importReport(groupName: "demogroup" rootNickname: "app" report: $report) {
    import { state reason counts { created } }
  }
}
"""


@asynccontextmanager
async def _behind_nginx(folder: Path, *options: str) -> AsyncIterator[tuple[Server, Proxy]]:
    settings = {
        "INTEGRATES_PUBLIC_ORIGIN": f"https://{NAME}",
        "INTEGRATES_TRUSTED_PROXIES": "127.0.0.1",
    }
    server = Server(folder / "state", options, log=folder / "service.log", settings=settings)
    await server.start()
    try:
        with proxying(folder / "nginx", service=server.port) as proxy:
            yield server, proxy
        server.stop()
    finally:
        server.kill()


async def _ask(client: AsyncClient, proxy: Proxy, query: str, **headers: str) -> Response:
    return await client.post(
        proxy.api, json={"query": query}, headers=headers, extensions={"sni_hostname": NAME}
    )


async def _sent(client: AsyncClient, proxy: Proxy, report: bytes) -> Response:
    operations = {"query": IMPORT, "variables": {"report": None}}
    return await client.post(
        proxy.api,
        data={"operations": json.dumps(operations), "map": '{"0": ["variables.report"]}'},
        files={"0": ("report.sarif", report, "application/json")},
        extensions={"sni_hostname": NAME},
    )


def _told(server: Server, event: str) -> list[dict[str, Any]]:
    assert server.log is not None
    lines = server.log.read_text().splitlines(keepends=True)
    # The last one may be half written.
    told = [json.loads(line) for line in lines if line.endswith("\n")]
    return [line for line in told if line["event"] == event]


async def test_a_query_comes_through_with_the_address_and_id_that_nginx_gives_it(
    tmp_path: Path,
) -> None:
    async with _behind_nginx(tmp_path) as (server, proxy), proxy.client(server.token) as client:
        lies = {"X-Forwarded-For": "203.0.113.9", "X-Request-Id": "mine"}
        answer = await _ask(client, proxy, ME, **lies)

    (line,) = _told(server, "request")
    assert answer.status_code == 200
    assert re.fullmatch(r".+@.+", answer.json()["data"]["me"]["userEmail"])
    assert answer.headers["Strict-Transport-Security"]
    assert "nginx/" not in answer.headers["Server"]
    assert line["address"] == CLIENT
    assert re.fullmatch("[0-9a-f]{32}", line["request_id"])


async def test_reports_up_to_the_limit_reach_the_service_and_no_larger_ones(
    tmp_path: Path,
) -> None:
    report = a_report([Hit()])
    async with _behind_nginx(tmp_path) as (server, proxy), proxy.client(server.token) as client:
        await _ask(client, proxy, ADD_ROOT)
        imported = await _sent(client, proxy, report)
        largest = await _sent(client, proxy, report.ljust(20 * MIB))
        larger = await _sent(client, proxy, report.ljust(20 * MIB + 1))
        too_large = await _sent(client, proxy, report.ljust(21 * MIB))

    first = imported.json()["data"]["importReport"]["import"]
    again = largest.json()["data"]["importReport"]["import"]
    assert first == {"state": "DONE", "reason": None, "counts": {"created": 1}}
    # It was read to where the service's own limit for blanks is.
    assert again["reason"] == "The report holds a text of more than 1048576 bytes"
    assert "errors" in larger.json()
    assert (too_large.status_code, len(_told(server, "request"))) == (413, 4)


async def test_plain_http_is_sent_to_https_with_its_path_and_body(tmp_path: Path) -> None:
    async with (
        _behind_nginx(tmp_path) as (server, proxy),
        AsyncClient(headers={"Host": "evil.example.com"}) as client,
    ):
        answer = await client.post(f"http://127.0.0.1:{proxy.port}/api?a=b", json={"query": ME})

    assert (answer.status_code, answer.headers["Location"]) == (308, f"https://{NAME}/api?a=b")
    assert _told(server, "request") == []


async def test_a_rolling_restart_behind_it_fails_no_request(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    over = asyncio.Event()
    async with _behind_nginx(tmp_path, "--workers", str(WORKERS)) as (server, proxy):
        assert server.process is not None
        asking = [
            asyncio.create_task(_keep_asking(server, proxy, seen, over)) for _ in range(ASKERS)
        ]
        async with asyncio.timeout(PATIENCE), proxy.client(server.token) as client:
            while len(_told(server, "worker ready")) < WORKERS:
                await _ask(client, proxy, ME)
            server.process.send_signal(signal.SIGHUP)
            while len(_told(server, "worker ended")) < WORKERS:
                await _ask(client, proxy, ME)
        over.set()
        await asyncio.gather(*asking)

    assert set(seen) == {"200"}
    assert seen["200"] >= 10


async def _keep_asking(
    server: Server, proxy: Proxy, seen: Counter[str], over: asyncio.Event
) -> None:
    async with proxy.client(server.token) as client:
        while not over.is_set():
            try:
                answer = await _ask(client, proxy, ME)
            except HTTPError as error:
                seen[repr(error)] += 1
            else:
                seen[str(answer.status_code)] += 1
