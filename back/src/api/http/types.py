"""What the HTTP side of the API takes from outside, and what it tells about a request."""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from api.http.execution import Executed
from rates.types import Standing
from repeats.types import Asked, Replay

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


Execute: TypeAlias = Callable[[Hashable], Awaitable[Executed]]
"""Executes a request for a caller."""

Once: TypeAlias = Callable[[Hashable, Asked, Execute], Awaitable[Executed | Replay]]
"""Executes what a caller asks, unless it was asked before: then returns what it was answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What is to be paid: for being a request, and ``points`` for what it asks for."""

    requests: int = 0
    points: float = 0.0
    mutations: int = 0


Admit: TypeAlias = Callable[[RequestInfo, Hashable | None, Bill], Awaitable[tuple[Standing, ...]]]
"""Charges a caller, or its address, and returns how it then stands; raises ``Limited``."""


async def each_time(principal: Hashable, _: Asked, execute: Execute) -> Executed | Replay:
    """Execute whatever is asked, as often as it is."""
    return await execute(principal)


async def freely(*_: object) -> tuple[Standing, ...]:
    """Let everybody in."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the application is given from outside.

    ``identify`` is awaited once a request, before its body is read; ``context`` once, after the
    document was accepted.  Both may raise an ``AppError``, which then is the request's answer.
    ``admit`` is awaited before the body is read, and once more when its cost is known; ``once``
    around the execution of a signed-in caller's mutations.
    ``ready`` returns when the service can serve, and raises ``Unavailable`` when it cannot.
    """

    identify: Identify
    context: MakeContext
    ready: Callable[[], Awaitable[None]]
    once: Once = each_time
    admit: Admit = freely


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What metrics and logs tell of a GraphQL request.

    ``operation`` is a type and a root field of the schema, so that it takes few values.
    """

    operation: str
    cost: int
    outcome: str
    """``ok``, ``errors``, ``refused``, ``replayed`` or ``late``."""
