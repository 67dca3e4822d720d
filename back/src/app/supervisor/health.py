"""What a supervisor tells on the metrics port: the series of all workers, and its own health."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Metric,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.supervisor.rules import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the workers are: the phase of each by its process, and how many ended unasked."""

    phases: dict[int, Phase]
    lost: int
    is_stopping: bool


def health_app(folder: Path, health: Callable[[], Health]) -> Starlette:
    """Return the application of the metrics port, for workers that share metrics in ``folder``."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]
    PlatformCollector(registry=registry)
    registry.register(_Workers(health))

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    async def livez(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readyz(_: Request) -> Response:
        told = health()
        is_ready = Phase.READY in told.phases.values() and not told.is_stopping
        status = "ready" if is_ready else "stopping" if told.is_stopping else "unavailable"
        return JSONResponse({"status": status}, status_code=200 if is_ready else 503)

    return Starlette(
        routes=[Route("/metrics", metrics), Route("/livez", livez), Route("/readyz", readyz)]
    )


def forget(slot: int, folder: Path) -> None:
    """Drop what only a living worker has, such as its requests in flight; counters stay."""
    mark_process_dead(slot, str(folder))  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class _Workers(Collector):
    """The number of workers, and what each process takes, the supervisor's included."""

    health: Callable[[], Health]

    def collect(self) -> Iterator[Metric]:  # type: ignore[explicit-override]  # not in Python 3.11
        told = self.health()
        phases = tuple(told.phases.values())
        workers = GaugeMetricFamily(
            "integrates_workers", "Workers, by what they are at.", labels=("phase",)
        )
        for phase in Phase:
            workers.add_metric([phase.name.lower()], phases.count(phase))
        yield workers
        lost = CounterMetricFamily(
            "integrates_workers_lost", "Workers that ended without being asked to."
        )
        lost.add_metric([], told.lost)
        yield lost
        yield from _processes((os.getpid(), *told.phases))


def _processes(ids: Sequence[int]) -> Iterator[Metric]:
    families: dict[str, Metric] = {}
    for id_ in ids:
        for found in ProcessCollector(pid=lambda id_=id_: id_, registry=None).collect():  # type: ignore[misc]
            family = families.setdefault(
                found.name, Metric(found.name, found.documentation, found.type)
            )
            for sample in found.samples:
                family.add_sample(sample.name, {**sample.labels, "pid": str(id_)}, sample.value)
    yield from families.values()
