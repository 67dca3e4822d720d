"""How a use case of roots fails."""

from errors import AccessDenied, Conflict, Invalid


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


class CredentialsUnsupported(Invalid):
    """Secrets are not kept yet; better none than one that is not encrypted."""

    def __init__(self) -> None:
        super().__init__("Exception - Credentials are not supported yet: send null")
