"""What a client is told when a request fails: anticipated failures whole, bugs masked."""

from typing import Any, Final

import structlog
from graphql import GraphQLError

from errors import AppError, Code

MASKED: Final = "InternalServerError"
MESSAGE_LENGTH: Final = 300
_LOG: Final = structlog.get_logger("integrates.api")


def format_error(error: GraphQLError, *, request_id: str) -> dict[str, Any]:
    """Return ``error`` as the client sees it; what nobody anticipated is logged and masked."""
    match _cause(error):
        case None:
            told = told_of(Code.INVALID, shortened(error.message))
        case AppError(code=code, message=message, details=details):
            told = told_of(code, message, **details)
        case bug:
            _LOG.error("resolver failed", request_id=request_id, path=error.path, exc_info=bug)
            told = {
                "message": MASKED,
                "extensions": {"code": Code.INTERNAL, "id": request_id},
            }
    return {**_place(error), **told}


def told_of(code: Code, message: str, **details: str | int) -> dict[str, Any]:
    """Return an error that belongs to no place of the document."""
    extensions: dict[str, Any] = {"code": code}
    if details:
        extensions["details"] = details
    return {"message": message, "extensions": extensions}


def shortened(message: str) -> str:
    """Return ``message`` cut to what is worth sending."""
    return message if len(message) <= MESSAGE_LENGTH else message[: MESSAGE_LENGTH - 1] + "…"


def _cause(error: GraphQLError) -> Exception | None:
    """Return what to blame for ``error``: None for the request itself.

    Without a path, the request was wrong before anything ran: coercion wraps the errors of
    scalars there.  With one, an error of the engine is the caller's only when it points into
    the document; those of a resolver's value do not.
    """
    if error.path is None:
        return None
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        if cause.original_error is None:
            return None if cause.nodes and cause is not error else cause
        cause = cause.original_error
    return cause


def _place(error: GraphQLError) -> dict[str, Any]:
    place: dict[str, Any] = {}
    if error.locations:
        place["locations"] = [
            {"line": location.line, "column": location.column} for location in error.locations
        ]
    if error.path is not None:
        place["path"] = error.path
    return place
