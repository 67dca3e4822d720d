"""How a use case of the installation fails."""

from errors import Conflict


class AlreadyBootstrapped(Conflict):
    def __init__(self) -> None:
        super().__init__("The installation has its first organization and administrator already")
