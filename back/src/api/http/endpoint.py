"""The route of the API: one POST, one answer."""

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from graphql import GraphQLSchema
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from api.http import body
from api.http.answers import GRAPHQL, JSON, answer, refuse, with_extensions
from api.http.asking import asked_of
from api.http.errors import Disconnected, Refusal, refusal_of
from api.http.execution import Accepted, Executed, accept, again, refused, run
from api.http.negotiation import BodyKind, answer_media, body_kind
from api.http.origin import is_own
from api.http.parameters import Parameters, load_json, parameters_from
from api.http.standing import shown
from api.http.types import FACTS_KEY, INFO_KEY, Bill, Facts, RequestInfo, World
from api.http.uploads import check_files, operations_of, read_form
from api.validations.errors import SignInRequired
from api.validations.prepare import Documents, InvalidDocument
from errors import AlreadyDone, AppError, Code, InProgress, KeyReused, Limited
from rates.rules import points_of
from repeats.types import Replay
from settings import Limits, Settings

_REPORT_FIELD: Final = "importReport"
_MUTATION: Final = "mutation"


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """An ASGI application that answers GraphQL requests sent by POST."""

    world: World
    schema: GraphQLSchema
    origin: str
    limits: Limits
    documents: Documents
    in_flight: Counter[Hashable] = field(default_factory=Counter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        info: RequestInfo = scope[INFO_KEY]
        media = JSON
        try:
            media = answer_media(info.headers.get("accept", ""))
            executed = await _respond(self, scope, receive)
        except Refusal as refusal:
            await refuse(send, refusal, media=media)
            return
        except Disconnected:
            return
        scope[FACTS_KEY] = Facts(
            operation=executed.operation, cost=executed.cost, outcome=executed.outcome
        )
        status, sent = _status(executed, media), _body(executed)
        await answer(send, status, sent, media=media, headers=executed.headers)


def graphql_endpoint(world: World, *, schema: GraphQLSchema, settings: Settings) -> GraphQLEndpoint:
    """Return the application that answers POST requests to the API."""
    return GraphQLEndpoint(
        world, schema, settings.public_origin, settings.limits, Documents(schema)
    )


async def _respond(endpoint: GraphQLEndpoint, scope: Scope, receive: Receive) -> Executed:
    info: RequestInfo = scope[INFO_KEY]
    kind = body_kind(info.headers.get("content-type", ""))
    if not is_own(info.headers, origin=endpoint.origin, kind=kind):
        raise Refusal(403, "The request comes from another site", code=Code.ACCESS_DENIED)
    try:
        principal = await endpoint.world.identify(info)
        await endpoint.world.admit(info, principal, Bill(requests=1))
        with _counted(endpoint, principal):
            if kind is BodyKind.JSON:
                return await _answer_json(endpoint, receive, info, principal)
            return await _answer_form(endpoint, scope, receive, principal)
    except (AlreadyDone, InProgress, KeyReused, Limited) as failure:
        raise refusal_of(failure) from failure
    except (AppError, InvalidDocument) as failure:
        return refused(failure, request_id=info.id)


@contextmanager
def _counted(endpoint: GraphQLEndpoint, principal: Hashable | None) -> Iterator[None]:
    """Hold one of the places that each caller has."""
    if principal is None:
        yield
        return
    places = endpoint.in_flight
    if places[principal] >= endpoint.limits.in_flight_each:
        raise Refusal(
            503,
            "Too many requests of one caller at once",
            code=Code.UNAVAILABLE,
            headers={"retry-after": "1"},
        )
    places[principal] += 1
    try:
        yield
    finally:
        places[principal] -= 1
        if not places[principal]:
            del places[principal]


async def _answer_json(
    endpoint: GraphQLEndpoint, receive: Receive, info: RequestInfo, principal: Hashable | None
) -> Executed:
    limits = endpoint.limits
    limit = limits.anonymous_body_bytes if principal is None else limits.body_bytes
    text = await body.read(receive, announced=info.headers.get("content-length"), limit=limit)
    parameters = parameters_from(load_json(text))
    request = _Request(info, parameters, _accept(endpoint, parameters, principal))
    return await _admitted(endpoint, request, principal)


async def _answer_form(
    endpoint: GraphQLEndpoint, scope: Scope, receive: Receive, principal: Hashable | None
) -> Executed:
    if principal is None:
        raise SignInRequired
    limits = endpoint.limits
    form = await read_form(
        receive,
        Headers(scope=scope),
        largest_file=max(limits.report_bytes, limits.upload_bytes),
        operations_bytes=limits.body_bytes,
    )
    try:
        parameters = parameters_from(operations_of(form))
        accepted = _accept(endpoint, parameters, principal)
        is_report = accepted.prepared.roots == (_REPORT_FIELD,)
        check_files(form, largest=limits.report_bytes if is_report else limits.upload_bytes)
        return await _admitted(endpoint, _Request(scope[INFO_KEY], parameters, accepted), principal)
    finally:
        await form.close()


def _accept(
    endpoint: GraphQLEndpoint, parameters: Parameters, principal: Hashable | None
) -> Accepted:
    return accept(
        endpoint.documents,
        parameters,
        signed_in=principal is not None,
        most=endpoint.limits.cost_limit,
    )


@dataclass(frozen=True, slots=True)
class _Request:
    info: RequestInfo
    parameters: Parameters
    accepted: Accepted


async def _admitted(
    endpoint: GraphQLEndpoint, request: _Request, principal: Hashable | None
) -> Executed:
    """Charge the request for what it costs beside being one, and execute it."""
    prepared = request.accepted.prepared
    mutations = prepared.width if prepared.operation_type == _MUTATION else 0
    points = points_of(request.accepted.cost) + max(mutations - 1, 0)
    bill = Bill(points=points, mutations=mutations)
    standing = await endpoint.world.admit(request.info, principal, bill)
    executed = await _executed(endpoint, request, principal, repeats=bool(mutations))
    extensions, headers = shown(standing)
    return replace(
        executed,
        headers={**executed.headers, **headers},
        extensions=None if executed.extensions is None else {**executed.extensions, **extensions},
    )


async def _executed(
    endpoint: GraphQLEndpoint, request: _Request, principal: Hashable | None, *, repeats: bool
) -> Executed:
    accepted = request.accepted
    if not repeats or principal is None:
        return await _run(endpoint, request, principal)
    asked = await asked_of(request.info.headers, request.parameters.query, accepted)
    done = await endpoint.world.once(
        principal, asked, lambda caller: _run(endpoint, request, caller)
    )
    if isinstance(done, Replay):
        return again(done.answer, accepted, most=endpoint.limits.cost_limit)
    return done


async def _run(
    endpoint: GraphQLEndpoint, request: _Request, principal: Hashable | None
) -> Executed:
    return await run(
        endpoint.schema,
        request.accepted,
        make_context=lambda: endpoint.world.context(request.info, principal),
        request_id=request.info.id,
        most=endpoint.limits,
    )


def _body(executed: Executed) -> bytes:
    told = executed.extensions
    return executed.body if told is None else with_extensions(executed.body, told)


def _status(executed: Executed, media: str) -> int:
    """Return the status: what was not executed is 200 to old clients, which read the errors."""
    if executed.status is None:
        return 200
    is_of_http = executed.status >= 500 or executed.status == 429  # noqa: PLR2004
    return executed.status if is_of_http or media == GRAPHQL else 200
