"""Every consumer of the change stream, and the kinds of job that they need."""

from typing import Final

from jobs.types import Kind
from projections.keep import COUNTERS, SEARCH
from projections.keep import consumers as projections
from projections.keep import kinds as upkeep
from projections.types import Keeping
from streams.types import Consumer
from trails.consumer import AUDIT, catching_up
from trails.consumer import consumer as audit

NAMES: Final = (SEARCH, COUNTERS, AUDIT)


def consumers(keeping: Keeping) -> tuple[Consumer, ...]:
    return *projections(keeping), audit(keeping)


def consumer_kinds(keeping: Keeping) -> tuple[Kind, ...]:
    return *upkeep(keeping), catching_up(keeping)
