"""What a server answers, read within a bound."""

import json
from collections.abc import AsyncIterator
from typing import Any

from fetches.errors import NotFetched


async def bounded(parts: AsyncIterator[bytes], most: int) -> bytes:
    """Return all ``parts`` as one.

    Raises:
        NotFetched: they have more than ``most`` bytes; no more is taken of them.
    """
    taken: list[bytes] = []
    size = 0
    async for part in parts:
        size += len(part)
        if size > most:
            raise NotFetched(f"its answer has more than {most} bytes")
        taken.append(part)
    return b"".join(taken)


def object_in(raw: bytes) -> dict[str, Any]:
    """Return the JSON object that ``raw`` is.

    Raises:
        NotFetched: it is none.
    """
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError) as malformed:
        raise NotFetched("its answer is no JSON") from malformed
    if not isinstance(told, dict):
        raise NotFetched("its answer is no JSON object")
    return told
