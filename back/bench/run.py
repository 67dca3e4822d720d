"""Measures the service against a bare endpoint on the same Hypercorn, in one run.

usage: python run.py [SECONDS] [RESULTS]   seconds a rate is measured for, results in the report
       python run.py --vulnerabilities N [--engine opensearch]   search, over a portfolio of so many

The cluster is the one at INTEGRATES_OPENSEARCH_URL; what other runs left in it is in the way.
"""

import argparse
import asyncio
import os
import tempfile
import time
from pathlib import Path
from typing import Final

from alike import put_stranger, tell_alike
from large_report import a_large_report
from load import Rate, answer, measure, post
from mixed import mixed
from process import (
    SERVE,
    accepting,
    environ,
    free_port,
    memory_mb,
    most_memory_mb,
    running,
)
from searching import measure_search
from service import ME, Service
from telling import tell

BARE: Final = Path(__file__).with_name("bare.py")
CONNECTIONS: Final = 4
PAGE: Final = """
query ($id: String!) {
  finding(identifier: $id) {
    vulnerabilitiesConnection(first: 100) {
      edges { node {
        closingDate commitHash findingId groupName id lastStateDate lastTreatmentDate reportDate
        rootNickname severityTemporalScore severityVector snippet { content } source specific state
        technique treatmentStatus vulnerabilityType where zeroRisk
      } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
ROOT: Final = """
mutation {
  addGitRoot(
    branch: "main", environment: "production", gitignore: [], groupName: "demogroup",
    includesHealthCheck: false, nickname: "bench", url: "https://git.example.com/bench"
  ) { rootId }
}
"""
FINDINGS: Final = """
{ group(groupName: "demogroup") { findings { id title openVulnerabilities } } }
"""


async def main(folder: Path, seconds: float, results: int) -> None:
    port = free_port()
    variables = environ(folder, port)
    with running(SERVE, variables):
        await accepting(port)  # the first start makes the first group and the token
    token = (folder / "token").read_text().strip()
    service = Service(port, token)
    stranger = await put_stranger(folder)
    with running(SERVE, variables) as pid:
        await _starts(service, "start to first answer")
        tell("memory when idle", f"{memory_mb(pid):.0f} MB", "<= 200 MB")
        await _imports(service, results)
        tell("memory after the imports", f"{memory_mb(pid):.0f} MB")
        tell("memory at most", f"{memory_mb(pid, peak=True):.0f} MB", "<= 512 MB")
        await _reads(service, folder, seconds)
        tell("memory while serving", f"{memory_mb(pid):.0f} MB", "<= 200 MB")
        await _at_once(service, seconds)
        await tell_alike(service, stranger)
    tell("memory of any process at most", f"{most_memory_mb():.0f} MB", "<= 512 MB")
    with running(SERVE, variables):
        await _starts(service, f"start with {results:,} vulnerabilities")


async def _starts(service: Service, what: str) -> None:
    started = time.perf_counter()
    await accepting(service.port)
    await service.ask(ME)
    tell(what, f"{time.perf_counter() - started:.2f} s", "<= 2 s")


async def _imports(service: Service, results: int) -> None:
    await service.ask(ROOT)
    report = a_large_report(results)
    for what, target in (
        ("import", ">= 1,000 results/s"),
        ("unchanged re-import", "<= 3 s for 10,000"),
    ):
        start = time.perf_counter()
        ended = await service.imported(report)
        took = time.perf_counter() - start
        assert ended["state"] == "DONE", ended
        assert results in ended["counts"].values(), ended
        tell(f"{what} of {results:,} results", f"{took:.2f} s", target)
        tell("  results a second", f"{results / took:,.0f}")


async def _reads(service: Service, folder: Path, seconds: float) -> None:
    findings = (await service.ask(FINDINGS))["group"]["findings"]
    fullest = max(findings, key=lambda finding: finding["openVulnerabilities"])
    page = service.request(PAGE, id=fullest["id"])
    answers = _kept(folder, page=await answer(page, port=service.port), hello=b'{"hello": 1}')
    bare = free_port()
    with running([str(BARE), str(bare), str(answers)], {}):
        await accepting(bare)
        for name, request, other, target in (
            ("me", service.request(ME), "hello", 0.12),
            ("page of 100 vulnerabilities x 20 fields", page, "page", 0.02),
        ):
            same = post(f"/{other}", b"{}", port=bare)
            ours = await measure([[request]] * CONNECTIONS, port=service.port, seconds=seconds)
            theirs = await measure([[same]] * CONNECTIONS, port=bare, seconds=seconds)
            _compare(name, ours, theirs, target)


async def _at_once(service: Service, seconds: float) -> None:
    findings = (await service.ask(FINDINGS))["group"]["findings"]
    rate = await mixed(service, findings, seconds=seconds)
    took = f"p50 {rate.median_ms:.1f} p95 {rate.p95_ms:.1f} p99 {rate.p99_ms:.1f} ms"
    tell("16 clients, 3 reads and a write each", f"{rate.per_second:,.0f}/s", took)


def _kept(folder: Path, **answers: bytes) -> Path:
    kept = folder / "answers"
    kept.mkdir()
    for name, body in answers.items():
        (kept / f"{name}.json").write_bytes(body)
    return kept


def _compare(name: str, ours: Rate, theirs: Rate, target: float) -> None:
    tell(name, f"{ours.per_second:,.0f}/s", f"p50 {ours.median_ms:.1f} p95 {ours.p95_ms:.1f} ms")
    tell("  bare endpoint, same answer", f"{theirs.per_second:,.0f}/s")
    tell("  ratio", f"{ours.per_second / theirs.per_second:.3f}", f">= {target}")


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("seconds", nargs="?", type=float, default=5.0)
    parser.add_argument("results", nargs="?", type=int, default=10_000)
    parser.add_argument("--vulnerabilities", type=int)
    parser.add_argument("--engine", choices=("embedded", "opensearch"), default="embedded")
    given = parser.parse_args()
    given.url = os.environ.get("INTEGRATES_OPENSEARCH_URL")
    if given.engine == "opensearch" and given.url is None:
        parser.error("INTEGRATES_OPENSEARCH_URL is to tell where the cluster is")
    return given


if __name__ == "__main__":
    given = _given()
    with tempfile.TemporaryDirectory() as made:
        if given.vulnerabilities is None:
            asyncio.run(main(Path(made), given.seconds, given.results))
        else:
            url = given.url if given.engine == "opensearch" else None
            asyncio.run(measure_search(Path(made), given.vulnerabilities, url))
