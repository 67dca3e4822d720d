"""Counts and logs each request once it is answered."""

import re
from collections.abc import Callable
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.types import FACTS_KEY, INFO_KEY, Facts, RequestInfo
from app.metrics import Metrics
from app.middleware.in_flight import PROBES

_LOG: Final = structlog.get_logger("integrates.access")
_ABANDONED: Final = 499  # the client left before it was answered
_SECRET: Final = re.compile(r"^(/(?:confirm|reject)_[a-z_]+/).*", re.DOTALL)
_NO_FACTS: Final = Facts(operation="none", cost=0, outcome="none")


def observe(app: ASGIApp, *, metrics: Metrics, clock: Callable[[], float]) -> ASGIApp:
    """Tell ``metrics`` and the log about each request; probes go unmentioned."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in PROBES:
            await app(scope, receive, send)
            return
        status = _ABANDONED
        started = clock()

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with metrics.in_flight.track_inprogress():
            try:
                await app(scope, receive, send_and_note)
            finally:
                _tell(scope, metrics, status=status, seconds=clock() - started)

    return wrapped


def _tell(scope: Scope, metrics: Metrics, *, status: int, seconds: float) -> None:
    facts: Facts = scope.get(FACTS_KEY, _NO_FACTS)
    info: RequestInfo | None = scope.get(INFO_KEY)
    metrics.requests.labels(str(status), facts.operation, facts.outcome).inc()
    metrics.seconds.labels(facts.operation).observe(seconds)
    if facts.cost:
        metrics.cost.labels(facts.operation).observe(facts.cost)
    _LOG.info(
        "request",
        method=scope["method"],
        path=_without_secret(scope["path"]),
        address=info.address if info else None,
        status=status,
        milliseconds=round(seconds * 1000, 1),
        operation=facts.operation,
        cost=facts.cost,
        outcome=facts.outcome,
    )


def _without_secret(path: str) -> str:
    """Return ``path`` without what makes an address a link that only its reader may follow."""
    return _SECRET.sub(r"\1[hidden]", path)
