"""What the service measures of itself, for Prometheus."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
    values,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rates.limiter import Told
from streams.lag import Standing
from streams.types import Advanced, News, Parked

_LAG_PERIOD: Final = 1.0  # seconds
_COSTS: Final = (1, 10, 100, 1_000, 5_000, 20_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """The series of one process; others may add their own to ``registry``."""

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram
    cost: Histogram
    in_flight: Gauge
    loop_lag: Gauge
    consumers: "ConsumerMetrics"
    rates: "RateMetrics"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateMetrics:
    """The series of those who asked too often."""

    refused: Counter
    alone: Counter


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerMetrics:
    """The series of those who keep up what is derived from the store."""

    changes: Counter
    parked: Counter
    age: Gauge
    waiting: Gauge
    aside: Gauge


def make_metrics() -> Metrics:
    """Return the series, all at zero, in a registry of their own."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return Metrics(
        registry=registry,
        requests=Counter(
            "integrates_requests",
            "Requests answered, by status, operation and outcome.",
            ("status", "operation", "outcome"),
            registry=registry,
        ),
        seconds=Histogram(
            "integrates_request_seconds",
            "How long requests took, by operation.",
            ("operation",),
            registry=registry,
        ),
        cost=Histogram(
            "integrates_request_cost",
            "What GraphQL requests cost at most, by operation.",
            ("operation",),
            buckets=_COSTS,
            registry=registry,
        ),
        in_flight=Gauge(
            "integrates_requests_in_flight",
            "Requests being served.",
            registry=registry,
            multiprocess_mode="livesum",
        ),
        loop_lag=Gauge(
            "integrates_loop_lag_seconds",
            "How late the event loop last was for its own appointment.",
            registry=registry,
            multiprocess_mode="livemax",
        ),
        consumers=_consumer_metrics(registry),
        rates=_rate_metrics(registry),
    )


def _rate_metrics(registry: CollectorRegistry) -> RateMetrics:
    return RateMetrics(
        refused=Counter(
            "integrates_rate_limited",
            "Requests refused because their caller asked too often, by limit.",
            ("limit",),
            registry=registry,
        ),
        alone=Counter(
            "integrates_rate_unshared",
            "Times that a process could not square its limits with the others, by limit.",
            ("limit",),
            registry=registry,
        ),
    )


def limits_told(metrics: Metrics) -> Told:
    """Return what counts who was refused, and what could not be shared."""
    return Told(
        refused=lambda limit: metrics.rates.refused.labels(limit.name).inc(),
        alone=lambda limit, _: metrics.rates.alone.labels(limit.name).inc(),
    )


def _consumer_metrics(registry: CollectorRegistry) -> ConsumerMetrics:
    return ConsumerMetrics(
        changes=Counter(
            "integrates_changes",
            "Changes of the store that were taken, by consumer.",
            ("consumer",),
            registry=registry,
        ),
        parked=Counter(
            "integrates_changes_parked",
            "Changes that a consumer could not take and that were put aside, by consumer.",
            ("consumer",),
            registry=registry,
        ),
        age=Gauge(
            "integrates_change_age_seconds",
            "How old the last change was when a consumer took it, by consumer.",
            ("consumer",),
            registry=registry,
            multiprocess_mode="livemax",
        ),
        waiting=Gauge(
            "integrates_changes_waiting_seconds",
            "For how long the oldest change has waited that a consumer did not take, by consumer.",
            ("consumer",),
            registry=registry,
            multiprocess_mode="livemax",
        ),
        aside=Gauge(
            "integrates_changes_aside",
            "Changes that are put aside until somebody drives them again, by consumer.",
            ("consumer",),
            registry=registry,
            multiprocess_mode="livemax",
        ),
    )


def observe_change(metrics: Metrics, news: News, *, now: datetime) -> None:
    """Count what a consumer tells of its way through the changes."""
    if isinstance(news, Advanced):
        consumer, age = news.place.consumer, now - news.at
        metrics.consumers.changes.labels(consumer).inc(news.changes)
        metrics.consumers.age.labels(consumer).set(max(age.total_seconds(), 0))
    elif isinstance(news, Parked):
        metrics.consumers.parked.labels(news.place.consumer).inc()


def observe_standing(metrics: Metrics, standing: Standing, *, now: datetime) -> None:
    """Show how far a consumer is behind, and what it could not take."""
    behind = now - (standing.since or now)
    metrics.consumers.waiting.labels(standing.consumer).set(max(behind.total_seconds(), 0))
    metrics.consumers.aside.labels(standing.consumer).set(standing.parked)


def share_metrics(folder: Path, slot: int) -> None:
    """Keep the series made from now on in files of ``folder``, where others can read them.

    They outlive the process: who next has the slot counts on from there.
    """
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # noqa: TID251  # its one way to be told
    values.ValueClass = values.MultiProcessValue(lambda: slot)  # type: ignore[no-untyped-call]


def metrics_app(metrics: Metrics, others: Sequence[BaseRoute] = ()) -> Starlette:
    """Return the application of the metrics port, with ``others`` beside its own route."""

    async def show(_: Request) -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/metrics", show), *others])


@contextmanager
def lag_watched(metrics: Metrics) -> Iterator[None]:
    """Measure how late the running loop keeps its appointments."""
    loop = asyncio.get_running_loop()
    pending: list[asyncio.TimerHandle] = []

    def appoint() -> None:
        due = loop.time() + _LAG_PERIOD
        pending[:] = [loop.call_at(due, keep, due)]

    def keep(due: float) -> None:
        metrics.loop_lag.set(loop.time() - due)
        appoint()

    appoint()
    try:
        yield
    finally:
        pending[0].cancel()
