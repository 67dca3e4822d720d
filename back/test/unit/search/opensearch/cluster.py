"""A cluster that answers what a test wants, over HTTP, and notes what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from contract.search.builders import INDEX, THINGS
from search.opensearch.config import Cluster, ClusterConfig, cluster
from search.opensearch.index import ClusterSearch
from search.schemas import by_name, encoded

CONFIG = ClusterConfig(prefix="t_", request_seconds=0.5, deadline_seconds=5)
NOTHING_FOUND = {"hits": {"total": {"value": 0, "relation": "eq"}, "hits": []}}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request gets: a status and JSON, or no answer at all."""

    body: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    hangs: bool = False


@dataclass(slots=True)
class Scripted:
    """``answers`` are given to the next requests; ``asked`` are all, as method, path and body."""

    search: ClusterSearch
    waits: list[float]
    answers: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append((request.method, request.path, await request.text()))
        answer = self.answers.pop(0)
        if answer.hangs:
            await self.over.wait()
        return web.json_response(answer.body, status=answer.status)

    def requests(self) -> list[str]:
        return [f"{method} {path}" for method, path, _ in self.asked]


def generations(**promoted: bool) -> Answer:
    """Answer which generations there are, each named by the end of its name."""
    told = {"_meta": {"schema": encoded(THINGS)}}
    return Answer(
        {
            f"t_{INDEX}-1-{name}": {
                "mappings": told,
                "aliases": {f"t_{INDEX}": {}} if is_promoted else {},
            }
            for name, is_promoted in promoted.items()
        }
    )


def items(statuses: Sequence[int]) -> Answer:
    """Answer what became of each document of a bulk."""
    return Answer(
        {"items": [{"index": {"status": each, "error": {"reason": "why"}}} for each in statuses]}
    )


def failed(status: int) -> Answer:
    return Answer({"error": {"type": "some_exception", "root_cause": []}}, status)


@asynccontextmanager
async def scripted(
    *answers: Answer, fraction: float = 1.0, config: ClusterConfig = CONFIG
) -> AsyncIterator[Scripted]:
    waits: list[float] = []

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    made: list[Scripted] = []

    async def answer(request: web.Request) -> web.Response:
        return await made[0].answer(request)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    [(host, port)] = runner.addresses
    async with cluster(f"http://{host}:{port}", config) as opened:
        paced = Cluster(client=opened.client, config=config, pause=pause, fraction=lambda: fraction)
        search = ClusterSearch(paced, by_name([THINGS]))
        made.append(Scripted(search, waits, list(answers)))
        try:
            yield made[0]
        finally:
            made[0].over.set()
    await runner.cleanup()
