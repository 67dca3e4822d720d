"""How a caller is told what is left of its points.

The headers are those of draft-ietf-httpapi-ratelimit-headers.
"""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, Final

from rates.types import Standing

SHOWN: Final = "points"


def shown(standing: Sequence[Standing]) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """Return the extensions and the headers that tell of the caller's points, if they are limited.

    The quota of the headers is what a full bucket holds, their window how long it takes to fill.
    """
    found = next((each for each in standing if each.limit.name == SHOWN), None)
    if found is None:
        return {}, {}
    limit = found.limit
    window = ceil(limit.burst / limit.rate)
    return (
        {"rate": {"limit": limit.burst, "remaining": found.remaining}},
        {
            "ratelimit-policy": f'"{SHOWN}";q={limit.burst};w={window}',
            "ratelimit": f'"{SHOWN}";r={found.remaining}',
        },
    )
