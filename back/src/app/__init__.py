"""The ASGI application: its routes, and what every request goes through."""

import time
from collections.abc import Sequence
from typing import Any, Final

from graphql import GraphQLSchema
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from api.errors import MASKED, told_of
from api.http.answers import JSON, errors_only
from api.http.endpoint import graphql_endpoint
from api.http.errors import Refusal
from api.http.types import INFO_KEY, World
from app.graphiql import ApiRoute, graphiql_routes
from app.health import health_routes
from app.metrics import Metrics
from app.middleware.body_pace import body_pace
from app.middleware.framing import framing
from app.middleware.in_flight import in_flight
from app.middleware.lingering import lingering
from app.middleware.observe import observe
from app.middleware.request_info import request_info
from app.middleware.security_headers import security_headers
from errors import Code
from kit.ids import random_id
from settings import Environment, Settings

API: Final = "/api"


def create_app(
    world: World,
    *,
    schema: GraphQLSchema,
    settings: Settings,
    metrics: Metrics,
    pages: Sequence[Route] = (),
) -> ASGIApp:
    """Build the service on what the outside world provides; it opens nothing by itself.

    ``pages`` are the routes beside the API; where there are none, there is the API only.
    """
    has_graphiql = settings.graphiql or settings.environment is Environment.DEVELOPMENT
    api = graphql_endpoint(world, schema=schema, settings=settings)
    routed = Starlette(
        routes=[
            Route(API, ApiRoute(api, has_graphiql)),
            *pages,
            Route("/", _root),
            *health_routes(world.ready),
            *(graphiql_routes() if has_graphiql else ()),
        ],
        exception_handlers={Refusal: _refused, HTTPException: _http_error, Exception: _failed},
    )
    # It would redirect to wherever the client says that it found us.
    routed.router.redirect_slashes = False
    # The last one is the first to see a request.
    app = lingering(body_pace(routed))
    app = in_flight(app, most=settings.limits.in_flight)
    app = framing(app)
    app = observe(app, metrics=metrics, clock=time.perf_counter)
    app = security_headers(app)
    return request_info(app, proxies=settings.trusted_proxies, new_id=random_id)


async def _root(_: Request) -> Response:
    return RedirectResponse(API)


def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    told = told_of(refusal.code, refusal.message, **refusal.details)
    return _json(refusal.status, told, headers=dict(refusal.headers))


def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = Code.NOT_FOUND if error.status_code == 404 else Code.INVALID  # noqa: PLR2004
    return _json(error.status_code, told_of(code, error.detail), headers=dict(error.headers or {}))


def _failed(request: Request, _: Exception) -> Response:
    info = request.scope[INFO_KEY]
    told = {"message": MASKED, "extensions": {"code": Code.INTERNAL, "id": info.id}}
    return _json(500, told, headers={})


def _json(status: int, told: dict[str, Any], *, headers: dict[str, str]) -> Response:
    return Response(errors_only([told]), status, headers, media_type=JSON)
