"""How a fetch fails."""

from errors import Unavailable


class NotFetched(Unavailable):
    """Something may not be asked, does not answer as it should, or not in time."""
