"""The routes of GraphiQL: its page at the API's own address, and its files."""

from dataclasses import dataclass

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from api import graphiql
from api.http.answers import refuse
from api.http.errors import Refusal
from api.http.types import INFO_KEY, RequestInfo


@dataclass(frozen=True, slots=True)
class ApiRoute:
    """Sends POST to the API and, where there is GraphiQL, a browser's GET to its page."""

    api: ASGIApp
    has_graphiql: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            await self.api(scope, receive, send)
        elif self.has_graphiql and scope["method"] == "GET" and _wants_page(scope):
            text, policy = graphiql.page()
            headers = {"content-security-policy": policy}
            await HTMLResponse(text, headers=headers)(scope, receive, send)
        else:
            allowed = {"allow": "GET, POST" if self.has_graphiql else "POST"}
            await refuse(send, Refusal(405, "Requests are sent by POST", headers=allowed))


def graphiql_routes() -> list[Route]:
    """Return the routes of the files that the page needs."""
    return [_file(name, media) for name, media in graphiql.ASSETS.items()]


def _file(name: str, media: str) -> Route:
    async def show(_: Request) -> Response:
        return Response(
            graphiql.asset(name),
            media_type=media,
            headers={"cache-control": "public, max-age=3600"},
        )

    return Route(f"/graphiql/{name}", show)


def _wants_page(scope: Scope) -> bool:
    info: RequestInfo = scope[INFO_KEY]
    parameters = QueryParams(scope["query_string"])
    return "text/html" in info.headers.get("accept", "") and "query" not in parameters
