"""How a use case of groups fails."""

from errors import Conflict, Invalid, NotFound


class InvalidGroupName(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Error invalid group name")


class GroupNameTaken(Conflict):
    """Also the names of removed groups stay taken; the text is the one clients know."""

    def __init__(self) -> None:
        super().__init__("Exception - Error invalid group name")


class InvalidLanguage(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Invalid language in form")


class OneShotGone(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - OneShot service is no longer provided")


class GroupRemoved(Conflict):
    """Somebody else was faster; from then on the group answers as one that is not there."""

    def __init__(self) -> None:
        super().__init__("Exception - This group has already been deleted or is pending")


class SquadNeedsAsm(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Squad is only available when ASM is too")


class SquadNeedsMachine(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Squad is only available when Machine is too")


class InvalidSprintDuration(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Value must be between 1 (inclusive) and 10 (inclusive)")


class InvalidSprintStart(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The inserted date is invalid")


class NoValidTag(Invalid):
    def __init__(self) -> None:
        super().__init__("Unable to update group")


class TagsRepeated(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - One or more values already exist")


class TagNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("Access denied or tag not found")
