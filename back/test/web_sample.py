"""A small API with everything that the HTTP side has rules for, and ways to call it."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final, TypeAlias

import httpx
from ariadne import MutationType, QueryType, make_executable_schema, upload_scalar
from graphql import GraphQLResolveInfo, GraphQLSchema
from starlette.datastructures import UploadFile
from starlette.types import ASGIApp

from api.http.types import RequestInfo, World
from app import create_app
from app.listener import listen, serve_http
from app.metrics import make_metrics
from errors import Invalid, NotFound, Unauthenticated, Unavailable
from settings import Environment, Settings

TOKEN: Final = "itg_api_sample"
SIGNED_IN: Final = {"authorization": f"Bearer {TOKEN}"}
BROKEN: Final = "itg_api_broken"
SDL: Final = """
directive @cost(value: Int!) on FIELD_DEFINITION
directive @deadline(seconds: Int!) on FIELD_DEFINITION
scalar Upload
enum Role { ADMIN HACKER }

type Query {
  me: Me
  group(name: String!): Group
  fails(how: String!): Int
  missing: Int!
  echo(text: String, number: Int, list: [Int!], role: Role): String
  waits(seconds: Float!): Int
  waitsLong(seconds: Float!): Int @deadline(seconds: 25)
  search(text: String!): [Item!]! @cost(value: 30)
  badNumber: Int
  large(size: Int!): String
}
type Mutation {
  importReport(report: Upload!): Received
  updateEvidence(file: Upload!): Received
  rename(name: String!): Me
}
type Received { name: String size: Int }
type Me { userEmail: String! role: String organizations: [Organization!]! }
type Organization { name: String! groups: [Group!]! owner: Me }
type Group { name: String! items(first: Int, after: String): Items every(first: Int = 10): Items }
type Items { edges: [Edge!]! pageInfo: PageInfo! total: Int }
type Edge { cursor: String! node: Item! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Item { id: ID! title: String group: Group }
"""


class NoSuchGroup(NotFound):
    def __init__(self, name: str) -> None:
        super().__init__("Access denied or group not found", group=name)


@dataclass(slots=True)
class Seen:
    """What reached the resolvers."""

    contexts: int = 0
    mutations: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Context:
    info: RequestInfo
    principal: Hashable | None
    seen: Seen


Info: TypeAlias = GraphQLResolveInfo[Context]


def make_schema() -> GraphQLSchema:
    query, mutation = QueryType(), MutationType()
    for name, resolver in _QUERIES.items():
        query.set_field(name, resolver)
    for name, resolver in _MUTATIONS.items():
        mutation.set_field(name, resolver)
    return make_executable_schema(SDL, query, mutation, upload_scalar)


def make_world(seen: Seen, *, is_ready: bool = True) -> World:
    async def identify(info: RequestInfo) -> Hashable | None:
        given = info.headers.get("authorization")
        if given == f"Bearer {BROKEN}":
            raise Unauthenticated("Exception - Invalid Authorization")
        return "someone@example.com" if given == SIGNED_IN["authorization"] else None

    async def context(info: RequestInfo, principal: Hashable | None) -> Context:
        seen.contexts += 1
        return Context(info, principal, seen)

    async def ready() -> None:
        if not is_ready:
            raise Unavailable("The store is not available")

    return World(identify=identify, context=context, ready=ready)


SETTINGS: Final = replace(
    Settings(),
    environment=Environment.DEVELOPMENT,
    public_origin="https://integrates.example.com",
    lame_duck=timedelta(0),
    drain=timedelta(seconds=5),
)


def make_app(
    seen: Seen | None = None, *, settings: Settings = SETTINGS, is_ready: bool = True
) -> ASGIApp:
    world = make_world(Seen() if seen is None else seen, is_ready=is_ready)
    return create_app(world, schema=make_schema(), settings=settings, metrics=make_metrics())


def client(app: ASGIApp, **headers: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
        base_url="http://localhost",
        headers=headers,
    )


async def ask(query: str, *, app: ASGIApp | None = None, **variables: Any) -> httpx.Response:
    """Send ``query`` as a signed-in caller that reads the older media type."""
    async with client(make_app() if app is None else app, **SIGNED_IN) as connection:
        return await connection.post("/api", json={"query": query, "variables": variables})


@asynccontextmanager
async def served(app: ASGIApp, settings: Settings = SETTINGS) -> AsyncIterator[int]:
    """Serve on a free port of this machine, which is yielded."""
    opened = listen("127.0.0.1", 0)
    port: int = opened.getsockname()[1]
    is_over = asyncio.Event()

    async def until() -> None:
        await is_over.wait()

    serving = asyncio.create_task(serve_http(opened, app, settings, until=until))
    try:
        yield port
    finally:
        is_over.set()
        await serving


def _me(*_: object) -> dict[str, Any]:
    return {"userEmail": "someone@example.com", "role": "user", "organizations": []}


def _group(_: object, __: Info, *, name: str) -> dict[str, Any]:
    if name != "narrabri":
        raise NoSuchGroup(name)
    return {"name": name, "items": None}


def _fails(_: object, __: Info, *, how: str) -> int:
    if how == "anticipated":
        raise Invalid("Exception - " + "x" * 400, field="how")
    raise RuntimeError(f"secret {how}")


def _echo(
    _: object,
    __: Info,
    *,
    text: str | None = None,
    number: int | None = None,
    **___: object,
) -> str:
    return f"{text} {number}"


async def _waits(_: object, info: Info, *, seconds: float) -> int:
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        info.context.seen.cancelled.append(info.field_name)
        raise
    return 1


def _search(_: object, __: Info, *, text: str) -> list[dict[str, str]]:
    return [{"id": "1", "title": text}]


def _large(_: object, __: Info, *, size: int) -> str:
    return "x" * size


async def _receive(_: object, info: Info, **files: UploadFile) -> dict[str, Any]:
    (file,) = files.values()
    info.context.seen.mutations.append(info.field_name)
    return {"name": file.filename, "size": len(await file.read())}


def _rename(_: object, info: Info, *, name: str) -> dict[str, str]:
    info.context.seen.mutations.append(info.field_name)
    return {"userEmail": name}


_QUERIES: Final[dict[str, Any]] = {
    "me": _me,
    "group": _group,
    "fails": _fails,
    "missing": lambda *_: None,
    "echo": _echo,
    "waits": _waits,
    "waitsLong": _waits,
    "search": _search,
    "badNumber": lambda *_: "secret words",
    "large": _large,
}
_MUTATIONS: Final[dict[str, Any]] = {
    "importReport": _receive,
    "updateEvidence": _receive,
    "rename": _rename,
}
