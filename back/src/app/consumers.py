"""Every consumer of the change stream, and the kinds of job that they need."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from jobs.types import Kind
from projections.keep import CONSUMERS as PROJECTIONS
from projections.keep import KINDS as PROJECTION_KINDS
from projections.types import Keeping
from streams.types import Consumer
from trails.consumer import AUDIT, CATCH_UP, catching_up
from trails.consumer import consumer as audit

CONSUMERS: Final[Mapping[str, Callable[[Keeping], Consumer]]] = MappingProxyType(
    {**PROJECTIONS, AUDIT: audit}
)
KINDS: Final[Mapping[str, Callable[[Keeping], Kind]]] = MappingProxyType(
    {**PROJECTION_KINDS, CATCH_UP: catching_up}
)
NAMES: Final = tuple(CONSUMERS)


def consumers(keeping: Keeping) -> tuple[Consumer, ...]:
    return tuple(make(keeping) for make in CONSUMERS.values())


def consumer_kinds(keeping: Keeping) -> tuple[Kind, ...]:
    return tuple(make(keeping) for make in KINDS.values())
