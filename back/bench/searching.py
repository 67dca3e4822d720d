"""Measures search over a portfolio: what is asked, how late it is, how soon it is made anew."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from asking import asked, pass_ms
from filling import documents, fill
from lag import A_SECOND, Stored, lag_ms
from population import END, Part, portfolio
from process import REBUILD, SERVE, environ, free_port, memory_mb, ran, running
from questions import questions
from service import ME, Service, until_answered
from telling import at_least, at_most, tell

from app.engines import open_engines
from app.projections import Projections, keeping_of, open_projections
from db_model.types import GroupName
from db_model.vulnerabilities.search import SCHEMA
from jobs.bell import Bell
from kit.time import milliseconds, now
from projections.keep import consumers
from projections.types import Keeping
from search.types import Doc
from settings import SearchEngine, Settings
from streams.run import Runner, drain

_LAG_S: Final = 10
_SAMPLE: Final = 20_000
_AT_ONCE: Final = 2000  # documents
_PORTFOLIO: Final = """
{
  vulnerabilities(first: 50, orderBy: [{ field: SEVERITY, direction: DESC }]) {
    asOf totalCount { value } facets(fields: [STATUS, TREATMENT, GROUP_NAME]) { field }
  }
}
"""
_INDEX: Final = SCHEMA.name


@dataclass(slots=True)
class _Known:
    """What is remembered of the portfolio: the sizes of groups, and some of each kind."""

    groups: Counter[GroupName] = field(default_factory=Counter)
    docs: list[Doc] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)

    def note(self, part: Part) -> None:
        self.groups[part.root.group_name] += len(part.vulnerabilities)
        self.docs += [doc for doc in documents(part) if not doc.gone][: _SAMPLE - len(self.docs)]
        self.stored += [
            Stored(each, finding, part.root)
            for each, finding in part.vulnerabilities[: _LAG_S * A_SECOND - len(self.stored)]
        ]


async def measure_search(folder: Path, count: int, url: str | None) -> None:
    """Measure the embedded search over so many, or that of the cluster at ``url``."""
    settings = Settings(
        state_dir=folder,
        search=SearchEngine.EMBEDDED if url is None else SearchEngine.OPENSEARCH,
        opensearch_url=url,
    )
    port = free_port()
    told = {**environ(folder, port), **_searches(url)}
    # The first start makes the indexes.
    with running(SERVE, told):
        await until_answered(folder, port, _PORTFOLIO)
    # It may have ended before its last jobs did; they would be measured with those to come.
    await asyncio.to_thread(ran, REBUILD, told)
    known = _Known()
    async with (
        open_engines(settings, clock=now) as engines,
        open_projections(settings, engines.store) as projections,
    ):
        keeping = keeping_of(projections, engines.store, now, Bell())
        if url is None:
            await _through_the_store(keeping, projections, count, known)
        else:
            await _straight(keeping, projections, count, known)
        await _questions(keeping, known, count, most_ms=100 if url is None else 300)
        p50, p95 = await lag_ms(keeping, projections, known.stored)
        tell(f"lag at {A_SECOND} changes a second, p50", f"{p50:,.0f} ms")
        tell("  p95", f"{p95:,.0f} ms", at_most(p95, 1000, "ms"))
    if url is None:
        await _anew(told, count)
    await _served(folder, told, port, count)


def _searches(url: str | None) -> Mapping[str, str]:
    if url is None:
        return {}
    return {"INTEGRATES_SEARCH": "opensearch", "INTEGRATES_OPENSEARCH_URL": url}


async def _through_the_store(
    keeping: Keeping, projections: Projections, count: int, known: _Known
) -> None:
    """Fill the store, and have the projections take all of it from the change stream."""
    start = time.perf_counter()
    for part in portfolio(count):
        known.note(part)
        await fill(keeping.store, part, at=END)
    tell(f"{count:,} put into the store", f"{time.perf_counter() - start:.0f} s")
    start, used = time.perf_counter(), time.process_time()
    await _drained(keeping, projections)
    took, used = time.perf_counter() - start, time.process_time() - used
    tell("indexed and counted, documents a second", f"{count / took:,.0f}")
    tell("  a second of processor time", f"{count / used:,.0f}")


async def _straight(keeping: Keeping, projections: Projections, count: int, known: _Known) -> None:
    """Write documents straight to the index; the store gets only those that will change."""
    took = 0.0
    for part in portfolio(count):
        known.note(part)
        docs = documents(part)
        start = time.perf_counter()
        for first in range(0, len(docs), _AT_ONCE):
            await keeping.index.apply(_INDEX, docs[first : first + _AT_ONCE])
        took += time.perf_counter() - start
    await keeping.index.refresh(_INDEX)
    tell("indexed, documents a second", f"{count / took:,.0f}")
    roots = {each.root.id: each.root for each in known.stored}
    for root in roots.values():
        mine = [each for each in known.stored if each.root.id == root.id]
        findings = {each.finding.id: each.finding for each in mine}
        seen = [(each.vulnerability, each.finding) for each in mine]
        await fill(keeping.store, Part(root, tuple(findings.values()), seen), at=END)
    await _drained(keeping, projections)


async def _drained(keeping: Keeping, projections: Projections) -> None:
    runner = Runner(
        stream=projections.stream,
        store=keeping.store,
        consumers=consumers(keeping),
        owner="bench",
        clock=now,
        told=lambda _: None,
    )
    await drain(runner)


async def _questions(keeping: Keeping, known: _Known, count: int, *, most_ms: float) -> None:
    groups = [name for name, _ in known.groups.most_common()]
    bare = pass_ms(known.docs, of=count)
    tell("one pass over all documents, no index", f"{bare:,.0f} ms")
    all_ = await questions(keeping.index, groups, end_ms=milliseconds(END))
    for name, took in (await asked(keeping.index, all_)).items():
        tell(name, f"p50 {took.p50:,.1f} ms", f"{took.p50 / bare:.4f} of a pass")
        tell("  p95", f"{took.p95:,.1f} ms", at_most(took.p95, most_ms, "ms"))


async def _anew(told: Mapping[str, str], count: int) -> None:
    start = time.perf_counter()
    used = await asyncio.to_thread(ran, [*REBUILD, _INDEX], told)
    rate = count / (time.perf_counter() - start)
    tell("made anew, documents a second", f"{rate:,.0f}", at_least(rate, 5000))
    tell("  a second of processor time", f"{count / used:,.0f}")


async def _served(folder: Path, told: Mapping[str, str], port: int, count: int) -> None:
    token = (folder / "token").read_text().strip()
    service = Service(port, token)
    start = time.perf_counter()
    with running(SERVE, told) as pid:
        await until_answered(folder, port, ME)
        took = time.perf_counter() - start
        tell(f"start with {count:,}", f"{took:.2f} s", at_most(took, 2, "s"))
        for _ in range(50):
            await service.ask(_PORTFOLIO)
        used = memory_mb(pid)
        tell("memory after 50 portfolio pages", f"{used:.0f} MB", at_most(used, 200, "MB"))
