"""Development: the service is started anew when its source changes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from watchfiles import PythonFilter, awatch

_SOURCE: Final = Path(__file__).parents[1]


class _Source(PythonFilter):
    def __init__(self) -> None:
        super().__init__(extra_extensions=(".graphql",))


def source_changes(stop: asyncio.Event, *, source: Path = _SOURCE) -> AsyncIterator[object]:
    """Yield at each change of the source until ``stop`` is set."""
    return awatch(source, watch_filter=_Source(), stop_event=stop)
