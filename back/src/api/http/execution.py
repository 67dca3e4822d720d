"""From the parameters of a request to the body of its answer."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, TypeGuard, cast

import orjson
import structlog
from graphql import ExecutionResult, GraphQLSchema, execute

from api.errors import MASKED, format_error, told_of
from api.http.parameters import LONGEST_LIST, Parameters, has_long_list
from api.validations import limits
from api.validations.cost import cost_of
from api.validations.errors import (
    CostExceeded,
    ExtraVariables,
    InvalidOperationName,
    LimitExceeded,
    SignInRequired,
)
from api.validations.prepare import Documents, InvalidDocument, Prepared
from errors import AppError, Code, Limited, Unavailable
from settings import Limits

_LOG: Final = structlog.get_logger("integrates.api")
NO_OPERATION: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """The answer to a well-formed request; ``status`` counts when execution never began.

    ``extensions`` are told with it and are no part of what it says.
    """

    body: bytes
    outcome: str
    operation: str = NO_OPERATION
    cost: int = 0
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    extensions: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A document with variables that is worth executing, and what that costs at most."""

    prepared: Prepared
    cost: int
    variables: Mapping[str, Any]
    operation_name: str | None


def accept(documents: Documents, parameters: Parameters, *, signed_in: bool, most: int) -> Accepted:
    """Check a request against every limit that can be told before it runs.

    Raises:
        AppError: it breaks a limit.
        InvalidDocument: the document is not valid.
    """
    _check_name(parameters.operation_name)
    prepared = documents.prepare(parameters.query)
    if prepared.introspects and not signed_in:
        raise SignInRequired
    if not prepared.variables.issuperset(parameters.variables):
        raise ExtraVariables
    if has_long_list(parameters.variables):
        raise LimitExceeded("list length", limit=LONGEST_LIST)
    cost = cost_of(prepared.cost, parameters.variables)
    if cost > most:
        raise CostExceeded(cost, limit=most)
    return Accepted(
        prepared=prepared,
        cost=cost,
        variables=parameters.variables,
        operation_name=parameters.operation_name,
    )


async def run(
    schema: GraphQLSchema,
    accepted: Accepted,
    *,
    make_context: Callable[[], Awaitable[object]],
    request_id: str,
    most: Limits,
) -> Executed:
    """Execute an accepted request before its deadline; what is late is cancelled.

    Raises:
        AppError: its context cannot be made.
    """
    prepared = accepted.prepared
    label = _label(prepared)
    try:
        async with asyncio.timeout(prepared.deadline):
            context = await make_context()
            outcome = execute(
                schema,
                prepared.document,
                context_value=context,
                variable_values=dict(accepted.variables),
                operation_name=accepted.operation_name,
                max_coercion_errors=limits.COERCION_ERRORS,
                hide_suggestions=True,
                is_awaitable=_is_awaitable,
            )
            result = outcome if isinstance(outcome, ExecutionResult) else await outcome
    except TimeoutError:
        return _late(label, accepted.cost)
    return _executed(result, label, accepted.cost, request_id=request_id, most=most)


def again(answer: bytes, accepted: Accepted, *, most: int) -> Executed:
    """Return what a request is answered that was answered before."""
    return Executed(
        body=answer,
        outcome="replayed",
        operation=_label(accepted.prepared),
        cost=accepted.cost,
        headers={"idempotency-replayed": "true"},
        extensions=_extensions(accepted.cost, most),
    )


def refused(failure: AppError | InvalidDocument, *, request_id: str) -> Executed:
    """Return the answer to a request that is not executed."""
    if isinstance(failure, InvalidDocument):
        told = [format_error(error, request_id=request_id) for error in failure.errors]
    else:
        told = [told_of(failure.code, failure.message, **failure.details)]
    status = 503 if isinstance(failure, Unavailable) else 400
    return Executed(body=orjson.dumps({"errors": told}), outcome="refused", status=status)


def _is_awaitable(value: object) -> TypeGuard[Awaitable[Any]]:
    return _awaits(cast("Hashable", type(value)))  # mypy doubts that a class can be hashed


@cache
def _awaits(type_: Hashable) -> bool:
    # A type is asked once, and not each of the thousands of values of a page.
    return hasattr(type_, "__await__")


def _check_name(name: str | None) -> None:
    if name and name != "-" and not name.replace(" ", "").replace("_", "").isalnum():
        raise InvalidOperationName


def _label(prepared: Prepared) -> str:
    return f"{prepared.operation_type}.{prepared.roots[0]}"


def _extensions(cost: int, most: int) -> Mapping[str, Any]:
    return {"cost": {"requested": cost, "limit": most}}


def _limited(result: ExecutionResult) -> Limited | None:
    """Return that a field was asked for too often, which the whole answer then tells."""
    causes = [error.original_error for error in result.errors or ()]
    return next((cause for cause in causes if isinstance(cause, Limited)), None)


def _late(label: str, cost: int) -> Executed:
    told = told_of(Code.UNAVAILABLE, "The request took too long")
    return Executed(
        body=orjson.dumps({"errors": [told]}),
        outcome="late",
        operation=label,
        cost=cost,
        status=503,
    )


def _executed(
    result: ExecutionResult, label: str, cost: int, *, request_id: str, most: Limits
) -> Executed:
    errors = [format_error(error, request_id=request_id) for error in result.errors or ()]
    limited = _limited(result)
    # Without data and without a path, coercion or the choice of the operation failed.
    began = result.data is not None or any(error.path for error in result.errors or ())
    answer: dict[str, Any] = {"data": result.data} if began else {}
    if errors:
        answer["errors"] = errors if began else errors[: limits.COERCION_ERRORS]
    body = _encoded(answer, request_id=request_id, most=most.response_bytes)
    if body is None:
        told = {"message": MASKED, "extensions": {"code": Code.INTERNAL, "id": request_id}}
        return Executed(
            body=orjson.dumps({"errors": [told]}),
            outcome="errors",
            operation=label,
            cost=cost,
            status=500,
        )
    return Executed(
        body=body,
        outcome="errors" if errors else "ok",
        operation=label,
        cost=cost,
        status=429 if limited else None if began else 400,
        headers={"retry-after": str(limited.retry_after)} if limited else {},
        extensions=_extensions(cost, most.cost_limit),
    )


def _encoded(answer: dict[str, Any], *, request_id: str, most: int) -> bytes | None:
    try:
        body = orjson.dumps(answer)
    except orjson.JSONEncodeError as error:
        _LOG.error("answer is not JSON", request_id=request_id, exc_info=error)
        return None
    if len(body) > most:
        _LOG.error("answer is too large", request_id=request_id, size_bytes=len(body))
        return None
    return body
