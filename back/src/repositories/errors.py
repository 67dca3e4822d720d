"""How a repository is not reached; which of many reasons it was is told to nobody outside."""

from errors import Invalid


class NotAccessible(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Git repository was not accessible with given credentials")


class BranchNotFound(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Branch not found")
