"""The parameters of a GraphQL request, as the GraphQL-over-HTTP specification names them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from api.http.errors import Refusal

DEEPEST_JSON: Final = 64
LONGEST_LIST: Final = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)


def load_json(body: bytes | str) -> Any:
    """Return the value that ``body`` writes in JSON.

    Raises:
        Refusal: it is no JSON, or nested too deeply.
    """
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refusal(400, "The request is not valid JSON") from None
    if _is_deep(body) and _depth_exceeds(value, DEEPEST_JSON):
        raise Refusal(400, f"The request is nested deeper than {DEEPEST_JSON} levels")
    return value


def parameters_from(value: Any) -> Parameters:
    """Return the parameters in ``value``, a decoded request.

    Raises:
        Refusal: it is a batch, or a parameter is missing or of the wrong type.
    """
    match value:
        case list():
            raise Refusal(400, "Batches are not supported")
        case {"query": str() as query}:
            _optional(value, "extensions", dict)
            return Parameters(
                query=query,
                operation_name=_optional(value, "operationName", str),
                variables=_optional(value, "variables", dict) or {},
            )
        case dict():
            raise Refusal(400, "The parameter query must be a text")
        case _:
            raise Refusal(400, "The request must be an object")


def has_long_list(value: Any) -> bool:
    """Tell whether a list anywhere in ``value`` has more elements than anyone needs."""
    if isinstance(value, dict):
        return any(has_long_list(part) for part in value.values())
    if isinstance(value, list):
        return len(value) > LONGEST_LIST or any(has_long_list(part) for part in value)
    return False


def _optional(value: dict[str, Any], name: str, kind: type) -> Any:
    found = value.get(name)
    if found is not None and not isinstance(found, kind):
        raise Refusal(400, f"The parameter {name} must be {_WORDS[kind]}")
    return found


_WORDS: Final[dict[type, str]] = {str: "a text", dict: "an object"}


def _is_deep(body: bytes | str) -> bool:
    """Tell cheaply whether ``body`` has brackets enough to be nested too deeply."""
    if isinstance(body, bytes):
        return body.count(b"[") + body.count(b"{") > DEEPEST_JSON
    return body.count("[") + body.count("{") > DEEPEST_JSON


def _depth_exceeds(value: Any, left: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    parts = value.values() if isinstance(value, dict) else value
    return left == 0 or any(_depth_exceeds(part, left - 1) for part in parts)
