"""How far the search is behind the store, for those who ask it and those who wait for it."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

from errors import Unavailable
from projections.keep import SEARCH
from projections.types import Keeping
from projections.views import VIEWS
from streams.lag import waiting_since
from streams.types import ChangeStream

PATIENCE: Final = timedelta(seconds=5)
_GLANCE_S: Final = 0.02


class SearchBehind(Unavailable):
    """What was written just before the request did not reach the index in time."""

    def __init__(self) -> None:
        super().__init__("The search index is behind; ask again, or without STRONG consistency")


async def as_of(
    keeping: Keeping,
    stream: ChangeStream,
    *,
    at: datetime,
    strong: bool,
    patience: timedelta = PATIENCE,
) -> int:
    """Return how many milliseconds the search is behind the store.

    With ``strong``, once it has everything that was committed before ``at``.

    Raises:
        SearchBehind: it does not have it within ``patience``.
    """
    # Changes are dated to the second.
    begun = at.replace(microsecond=0)
    try:
        async with asyncio.timeout(patience.total_seconds()):
            while True:
                since = await waiting_since(stream, keeping.store, SEARCH)
                if not strong or since is None or since > begun:
                    break
                await stream.wait(timeout_s=_GLANCE_S)
    except TimeoutError as late:
        raise SearchBehind from late
    if strong:
        for name in VIEWS:
            await keeping.index.refresh(name)
    return 0 if since is None else max((at - since) // timedelta(milliseconds=1), 0)
