"""How a request fails that comes too soon."""

from errors import Limited
from rates.types import Limit


class RateLimited(Limited):
    """``limit`` has nothing left for the caller until ``retry_after`` seconds from now."""

    def __init__(self, limit: Limit, *, retry_after: int) -> None:
        super().__init__(
            f"Too many requests; try again in {retry_after} s",
            retry_after=retry_after,
            limit=limit.name,
        )
        self.limit = limit
