"""How a use case of groups fails."""

from errors import Conflict, Invalid


class InvalidGroupName(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Error invalid group name")


class GroupNameTaken(Conflict):
    """Also the names of removed groups stay taken; the text is the one clients know."""

    def __init__(self) -> None:
        super().__init__("Exception - Error invalid group name")


class SquadNeedsMachine(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Squad is only available when Machine is too")
