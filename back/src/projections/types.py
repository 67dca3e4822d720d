"""What the projections are kept with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kit.time import Clock
from search.types import SearchIndex
from store.types import Store

# Attempts of a job that writes to the search engine: an outage, however long, is no reason to
# give up what the index would then lack.
PATIENT: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """``wake`` tells the runner of this process that a job, of a kind and subject, is wished."""

    store: Store
    index: SearchIndex
    clock: Clock
    wake: Callable[[str, str], None]
