"""How a use case of roles fails."""

from errors import AccessDenied, Conflict, Invalid


class RoleNameTaken(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - A role with this name already exists")


class RoleNameReserved(Invalid):
    """All organizations have a role of this name."""

    def __init__(self) -> None:
        super().__init__("Exception - This name is that of a role that cannot be changed")


class InvalidActions(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - A role allows some actions, all of them of its level")


class RoleTooStrong(AccessDenied):
    """Nobody may give what it has not itself: to those who hold a role, or are to hold it."""

    def __init__(self) -> None:
        super().__init__("Exception - The role would allow what you are not allowed yourself")


class RoleInUse(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - The role is in use: name another one to take its place")


class TooManyRoles(Conflict):
    def __init__(self, most: int) -> None:
        super().__init__(f"Exception - An organization has at most {most} roles", most=most)
