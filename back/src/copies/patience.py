"""Going on through faults that pass: a new table refuses much of what comes at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias, TypeVar

from errors import Unavailable

T = TypeVar("T")
Pause: TypeAlias = Callable[[float], Awaitable[None]]

_MOST_WAITS: Final = 6
_LONGEST_WAIT_S: Final = 30.0
# Who worked as long as that before a fault has got on.
_A_WHILE_S: Final = 60.0


async def patiently(work: Callable[[], Awaitable[T]], *, pause: Pause) -> T:
    """Return what ``work`` does, which goes on where it was when it is called again.

    Raises:
        Unavailable: it failed for a minute, and got nowhere meanwhile.
    """
    loop = asyncio.get_running_loop()
    waits = 0
    while True:
        begun = loop.time()
        try:
            return await work()
        except Unavailable:
            waits = 0 if loop.time() - begun > _A_WHILE_S else waits
            if waits == _MOST_WAITS:
                raise
        await pause(min(2.0**waits, _LONGEST_WAIT_S))
        waits += 1
