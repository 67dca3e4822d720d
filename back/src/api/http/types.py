"""What the HTTP side of the API takes from outside, and what it tells about a request."""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

INFO_KEY: Final = "integrates.info"
FACTS_KEY: Final = "integrates.facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInfo:
    """What is known of a request before its body is read; names of headers in lower case."""

    id: str
    address: str
    headers: Mapping[str, str]


Identify: TypeAlias = Callable[[RequestInfo], Awaitable[Hashable | None]]
"""Finds who calls, None for nobody; two requests of one caller give equal values."""

MakeContext: TypeAlias = Callable[[RequestInfo, Hashable | None], Awaitable[object]]
"""Makes the value that the resolvers of one request get as ``info.context``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the application is given from outside.

    ``identify`` is awaited once a request, before its body is read; ``context`` once, after the
    document was accepted.  Both may raise an ``AppError``, which then is the request's answer.
    ``ready`` returns when the service can serve, and raises ``Unavailable`` when it cannot.
    """

    identify: Identify
    context: MakeContext
    ready: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What metrics and logs tell of a GraphQL request.

    ``operation`` is a type and a root field of the schema, so that it takes few values.
    """

    operation: str
    cost: int
    outcome: str
    """``ok``, ``errors``, ``refused`` or ``late``."""
