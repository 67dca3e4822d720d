"""A whole service in a test: its engines, its jobs, its people, and its API over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from httpx import ASGITransport, AsyncClient, Response
from starlette.types import ASGIApp

from api import executable_schema
from api.http.cookies import SESSION_COOKIE
from app import create_app
from app.consumers import consumers
from app.engines import Engines
from app.metrics import make_metrics
from app.parts import routes
from app.projections import Projections
from app.world import Service
from blobs.directory import open_blobs
from counted_search import CountingSearch
from jobs.items import fence_from, job_from
from jobs.types import State
from keyrings import keyring_of
from kit.time import milliseconds
from projections.apply import apply
from projections.recount import count_all
from projections.views import VIEWS, documents
from rates.limiter import Limiter
from rates.limits import limits_from
from resting import had_jobs, is_at_rest
from searches import one_search
from settings import Environment, Rates, Repeats, Settings
from store.counting import CountingStore
from store.types import Item, Key, Store
from stores import Engine, one_store
from streams.run import Runner, drain
from trails.record import record

START: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
API: Final = "/api"
# A test that asks the same twice in a row means it, and asks as often as it likes.
LENIENT: Final = Settings(
    environment=Environment.DEVELOPMENT,
    rates=Rates(rate_limits=False),
    repeats=Repeats(repeat_window=timedelta(0)),
)
PATIENCE: Final = 30  # seconds
_A_MOMENT: Final = 0.005  # seconds
_LATER: Final = timedelta(seconds=3)
_PASSING: Final = frozenset(
    {
        *("audit-chain", "audit-day", "audit-entry"),
        *("checkpoint", "contribution", "figures", "job_fence", "job_lease", "scan"),
        "stream_lease",
    }
)


@dataclass(slots=True)
class TestClock:
    """Goes on by a millisecond each time it is read, and by more when it is told to."""

    __test__ = False
    instant: datetime = START

    def __call__(self) -> datetime:
        self.instant += timedelta(milliseconds=1)
        return self.instant

    def advance(self, by: timedelta) -> None:
        self.instant += by


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request got; ``status`` is that of HTTP."""

    status: int
    data: dict[str, Any] | None
    errors: tuple[dict[str, Any], ...]
    extensions: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def messages(self) -> list[str]:
        return [error["message"] for error in self.errors]

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.errors]

    def __getitem__(self, name: str) -> Any:
        assert not self.errors, self.errors
        assert self.data is not None
        return self.data[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """``store`` and the search count what they are asked; ``app`` is as a server runs it.

    ``streamed`` says that its change stream tells of what is done.
    """

    app: ASGIApp
    store: Store
    service: Service
    clock: TestClock
    streamed: bool
    _client: AsyncClient = field(repr=False)
    _key: str | None = None

    def known_by(self, key: str | None) -> "World":
        """Return this world, whose requests have an ``Idempotency-Key`` if there is one."""
        return replace(self, _key=key)

    async def ask(self, query: str, *, token: str | None = None, **variables: object) -> Answer:
        """Send a GraphQL request, signed in with ``token``, or a cookie, if there is one."""
        response = await self._client.post(
            API, json={"query": query, "variables": variables}, headers=_headers(token, self._key)
        )
        return _answer(response)

    async def upload(
        self, query: str, *, token: str | None, report: bytes, **variables: object
    ) -> Answer:
        """Send a GraphQL request whose variable ``report`` is a file."""
        operations = {"query": query, "variables": {**variables, "report": None}}
        response = await self._client.post(
            API,
            data={"operations": json.dumps(operations), "map": '{"0": ["variables.report"]}'},
            files={"0": ("report.sarif", report, "application/json")},
            headers={**_headers(token, self._key), "X-Requested-With": "test"},
        )
        return _answer(response)

    async def contents(self) -> Mapping[Key, Item]:
        """Return everything that is stored once no job is due or runs.

        Without when tokens were used last, what is left of jobs that ended, and what is derived
        from the rest.
        """
        async with asyncio.timeout(PATIENCE):
            items = await self.everything()
            before: Mapping[Key, Item] = {}
            # A scan is no snapshot: a job may end between its parts.  Two that agree are one.
            while not is_at_rest(items, self.clock.instant) or (
                had_jobs(items) and items != before
            ):
                await asyncio.sleep(_A_MOMENT)  # the jobs run on this very loop
                items, before = await self.everything(), items
        return {
            key: item
            for key, item in items.items()
            if not key.pk.startswith("~TOKUSE#") and item.kind not in _PASSING
        }

    async def indexed(self) -> None:
        """Bring all that was changed to the search and the figures, which else takes a moment."""
        await asyncio.gather(*map(self._begun, VIEWS))
        await (self._followed() if self.streamed else self._projected())
        for name in VIEWS:
            await self.service.projections.search.refresh(name)

    async def _begun(self, index: str) -> None:
        search = self.service.projections.search
        if not await search.generations(index):
            await search.promote(index, await search.begin_generation(index))

    async def _followed(self) -> None:
        """Have the consumers take all changes, and the jobs do what they wished for."""
        runner = Runner(
            stream=self.service.projections.stream,
            store=self.service.engines.store,
            consumers=consumers(self.service.keeping),
            owner="test",
            clock=self.clock,
            told=lambda _: None,
        )
        await drain(runner)
        self.clock.advance(_LATER)
        self.service.bell.stir()
        await self.contents()

    async def _projected(self) -> None:
        """Do as the consumers would, of all that is stored."""
        keeping, items = self.service.keeping, list((await self.everything()).values())
        for view in VIEWS.values():
            now_ms = milliseconds(self.clock())
            await apply(
                keeping.index, view, await documents(keeping.store, view, items, now_ms=now_ms)
            )
        await count_all(keeping, items)
        await record(keeping.store, items, at=self.clock())

    async def everything(self) -> dict[Key, Item]:
        """Return everything that is stored, whatever is going on."""
        items: dict[Key, Item] = {}
        after: str | None = None
        while True:
            page = await self.service.engines.store.scan(
                segment=0, segments=1, after=after, limit=1000
            )
            items |= {item.key: item for item in page.items}
            after = page.next
            if after is None:
                return items


@asynccontextmanager
async def served(service: Service) -> AsyncIterator[tuple[ASGIApp, AsyncClient]]:
    """Give the web application of ``service``, and a client of it."""
    app = create_app(
        service.world(),
        schema=executable_schema(),
        settings=service.settings,
        metrics=make_metrics(),
        pages=routes(service),
    )
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://localhost:8001"
    ) as client:
        yield app, client


@asynccontextmanager
async def one_world(
    folder: Path,
    *,
    streamed: bool = False,
    at_work: bool = True,
    settings: Settings = LENIENT,
) -> AsyncIterator[World]:
    """Give a service with nothing in it for as long as the block lasts.

    Its jobs run if it is ``at_work``.  Only if ``streamed``, changes are brought by the stream
    whatever the engine.  Who asks how often, and the same again, is let through unless ``settings``
    say otherwise.
    """
    clock = TestClock()
    async with AsyncExitStack() as stack:
        engine = await stack.enter_async_context(one_store(folder, clock=clock, streamed=streamed))
        inner = await stack.enter_async_context(engine.open())
        projections = await stack.enter_async_context(_projections(folder, engine, inner))
        store = CountingStore(inner)
        service = Service(
            engines=Engines(
                store=store,
                blobs=await stack.enter_async_context(open_blobs(folder / "blobs", clock=clock)),
                keyring=keyring_of(clock),
            ),
            projections=projections,
            settings=replace(settings, state_dir=folder),
            clock=clock,
            another_store=engine.open,
            limiter=Limiter(store=store, limits=limits_from(settings.rates), clock=clock),
        )
        app, client = await stack.enter_async_context(served(service))
        stop = asyncio.Event()
        jobs = asyncio.create_task(service.jobs(stop) if at_work else stop.wait())
        try:
            yield World(
                app=app,
                store=store,
                service=service,
                clock=clock,
                streamed=engine.is_streamed,
                _client=client,
            )
        finally:
            stop.set()
            await jobs


@asynccontextmanager
async def _projections(folder: Path, engine: Engine, store: Store) -> AsyncIterator[Projections]:
    async with (
        engine.open_stream(store) as stream,
        engine.open_stream(store) as beside,
        one_search(folder) as search,
    ):
        yield Projections(stream=stream, beside=beside, search=CountingSearch(search))


def _had_jobs(items: Mapping[Key, Item]) -> bool:
    return any(item.kind == "job_fence" for item in items.values())


def _is_at_rest(items: Mapping[Key, Item], now: datetime) -> bool:
    held = any(fence_from(item).holder for item in items.values() if item.kind == "job_fence")
    jobs = (job_from(item) for item in items.values() if item.kind == "job")
    due = any(job.run_after_ms <= milliseconds(now) for job in jobs if job.state is State.READY)
    return not held and not due


def _headers(token: str | None, key: str | None) -> dict[str, str]:
    """Return the headers of who signs in with a token, or as a browser does with a cookie."""
    return _signed(token) | ({} if key is None else {"Idempotency-Key": key})


def _signed(token: str | None) -> dict[str, str]:
    if token is None:
        return {}
    if token.startswith(f"{SESSION_COOKIE}="):
        return {"Cookie": token, "Sec-Fetch-Site": "same-origin"}
    return {"Authorization": f"Bearer {token}"}


def _answer(response: Response) -> Answer:
    body = response.json()
    return Answer(
        status=response.status_code,
        data=body.get("data"),
        errors=tuple(body.get("errors", ())),
        extensions=body.get("extensions", {}),
        headers=response.headers,
    )
