"""How a use case of organizations fails."""

from errors import Conflict, Invalid


class NameTaken(Conflict):
    def __init__(self) -> None:
        super().__init__("Name taken")


class InvalidName(Invalid):
    def __init__(self) -> None:
        super().__init__("Invalid name")
