"""How soon the search finds what was changed, while changes keep coming."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from population import BY

from app.projections import Projections, follow
from db_model.commit import commit
from db_model.context import Origin
from db_model.findings.types import Finding
from db_model.roots.types import GitRoot
from db_model.vulnerabilities.search import SCHEMA
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus
from db_model.vulnerabilities.update import updated
from kit.time import milliseconds, now
from projections.types import Keeping
from search.types import Order, Range, SearchQuery

A_SECOND: Final = 200
_GLANCE_S: Final = 0.02
_PATIENCE_S: Final = 60
_MOST_IDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Stored:
    """A vulnerability that is in the store, with what lends its document something."""

    vulnerability: Vulnerability
    finding: Finding
    root: GitRoot


@dataclass(slots=True)
class _Watch:
    """What was changed and is not found yet, the first first, and how long others took.

    Of each: the instant of the change in epoch milliseconds, and that of its commit.
    """

    waiting: dict[str, tuple[int, float]] = field(default_factory=dict)
    lags: list[float] = field(default_factory=list)
    is_over: bool = False


async def lag_ms(
    keeping: Keeping, projections: Projections, some: Sequence[Stored]
) -> tuple[float, float]:
    """Change ``some``, 200 a second; return the p50 and p95 of how late that is found, in ms."""
    watch, stop = _Watch(), asyncio.Event()

    async def followed() -> None:
        await follow(keeping, projections.stream, owner="bench", told=lambda _: None, stop=stop)

    async with asyncio.timeout(_PATIENCE_S + len(some) / A_SECOND), asyncio.TaskGroup() as group:
        group.create_task(followed())
        looking = group.create_task(_look(keeping, watch))
        await _change(keeping, some, watch)
        watch.is_over = True
        await looking
        stop.set()
    cuts = statistics.quantiles(watch.lags, n=20)
    return cuts[9] * 1000, cuts[18] * 1000


async def _change(keeping: Keeping, some: Sequence[Stored], watch: _Watch) -> None:
    begun = time.perf_counter()
    for number, each in enumerate(some):
        await asyncio.sleep(max(begun + number / A_SECOND - time.perf_counter(), 0))
        at, was = now(), each.vulnerability
        is_open = was.state.status is VulnerabilityStatus.VULNERABLE
        status = VulnerabilityStatus.SAFE if is_open else VulnerabilityStatus.VULNERABLE
        state = replace(was.state, status=status, modified_at=at)
        changed = replace(was, state=state, version=max(milliseconds(at), was.version + 1))
        await commit(keeping.store, updated(was, changed), Origin(principal=BY, at=at))
        watch.waiting[changed.id] = (milliseconds(at), time.perf_counter())


async def _look(keeping: Keeping, watch: _Watch) -> None:
    while watch.waiting or not watch.is_over:
        if watch.waiting:
            first_ms, _ = next(iter(watch.waiting.values()))
            changed = SearchQuery(
                index=SCHEMA.name,
                scope=Range("status_at", gte=first_ms),
                sort=(Order("status_at"),),
                limit=_MOST_IDS,
                count_up_to=0,
            )
            found = (await keeping.index.search(changed)).ids
            at = time.perf_counter()
            watch.lags += [at - watch.waiting.pop(id_)[1] for id_ in found if id_ in watch.waiting]
        await asyncio.sleep(_GLANCE_S)
