"""How a use case of roots fails."""

from errors import AccessDenied, Conflict, Invalid, NotFound


class InvalidRootValue(Invalid):
    """The URL, branch, environment or nickname cannot be one."""

    def __init__(self) -> None:
        super().__init__("Exception - Error value is not valid")


class RootExists(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - Root with the same URL/branch already exists")


class NicknameTaken(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - Root with the same nickname already exists")


class RootPermissionDenied(AccessDenied):
    def __init__(self) -> None:
        super().__init__("Exception - Error permission denied")


class RootNameInPattern(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Root name should not be included in the exception pattern")


class GitRootRequired(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - A git root is required")


class RootNotActive(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The root is not active")


class RootHasVulnerabilities(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - A root with reported vulns can't be updated")


class GroupFileNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("Exception - The file has not been found")


class InvalidRootType(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The type of the root is invalid")


class InvalidCloud(Invalid):
    """A cloud is unknown, or told for what lies in none."""

    def __init__(self) -> None:
        super().__init__("Exception - Invalid cloudName in form")


class EnvironmentExists(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - The environment url already exists")


class EnvironmentNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("Exception - Access denied or root environment url not found")


class RootBeingDeactivated(Conflict):
    """Not all of its vulnerabilities are closed yet; try again in a moment."""

    def __init__(self) -> None:
        super().__init__("Exception - The root is still being deactivated")


class RootBeingMoved(Conflict):
    """Its vulnerabilities are on their way from one group to another; try again in a moment."""

    def __init__(self) -> None:
        super().__init__("Exception - The root is still being moved")


class SecretNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("Exception - Access denied or secret not found")


class TooManySecrets(Conflict):
    """A root, or an environment, has as many as it may have."""

    def __init__(self, most: int) -> None:
        super().__init__(f"Exception - There may be at most {most} secrets", most=most)
