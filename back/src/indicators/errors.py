"""Why figures are not told."""

from errors import Invalid


class DaysRefused(Invalid):
    """The days that are asked for are no range, or too many."""
