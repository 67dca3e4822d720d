"""How authorization fails.

What is absent and what the caller may not reach fail alike: the same text and code for a
kind of thing, so that nobody learns which of the two it is.
"""

from errors import AccessDenied, NotFound, Unauthenticated


class LoginRequired(Unauthenticated):
    def __init__(self) -> None:
        super().__init__("Login required")


class ActionDenied(AccessDenied):
    """The caller may not do it: to a group, organization or finding, or there is none."""

    def __init__(self) -> None:
        super().__init__("Access denied")


class RootNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("Exception - Access denied or root not found")


class RoleNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("Exception - Access denied or role not found")


class VulnerabilityNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("Exception - Vulnerability not found")


class ImportNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("Exception - Access denied or import not found")
