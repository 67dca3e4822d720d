"""How an export is refused."""

from errors import NotFound


class GroupUnknown(NotFound):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is no group {name}")
