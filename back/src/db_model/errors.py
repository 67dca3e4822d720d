"""How reads and commits of entities fail."""

from errors import Conflict, Invalid
from store.types import Item, Key


class ChangedMeanwhile(Conflict):
    """Somebody wrote first; ``current`` holds what they left, by key.

    The request store knows these items now, so running the use case again decides on them.
    """

    def __init__(self, current: dict[Key, Item | None]) -> None:
        super().__init__("Exception - The data has been changed by another operation")
        self.current = current


class InvalidCursor(Invalid):
    """A cursor is damaged, or belongs to another list."""

    def __init__(self) -> None:
        super().__init__("Exception - The cursor is invalid")


class FilterRefused(Invalid):
    """A filter asks for too much, or for what a field cannot be asked."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Exception - The filter cannot be answered: {why}")


class ScopeTooWide(Invalid):
    """A list would be of more groups than one search may look in."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"Exception - The list is of more than {most} groups: ask for it of an organization "
            "or a group",
            most=most,
        )
