"""How a use case of stakeholders fails."""

from errors import AccessDenied, Conflict, Invalid, NotFound, Unauthenticated


class TooManyTokens(Conflict):
    def __init__(self, most: int) -> None:
        super().__init__(
            f"Exception - Could not add token, maximum number of tokens at the same time is {most}",
            most=most,
        )


class InvalidExpirationTime(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Invalid Expiration Time")


class TokenNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("Exception - Access denied or token not found")


class SessionNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("Exception - Access denied or session not found")


class LinkExpired(Unauthenticated):
    """There is no such sign-in link: it was used, too old, or never made; the text is for all."""

    def __init__(self) -> None:
        super().__init__("The sign-in link was used before, or has expired")


class TokenReplaced(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - The token has been replaced already")


class InvalidReach(Invalid):
    """Organizations or groups are named without scopes, or a list is empty or too long."""

    def __init__(self) -> None:
        super().__init__("Exception - Invalid scopes, organizations or groups of a token")


class InvalidOverlap(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The overlap must be 0 to 604800 seconds")


class StakeholderNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("Access denied or stakeholder not found")


class RoleNotGrantable(AccessDenied):
    """There is no such role, or the caller may not grant it; the text is for both."""

    def __init__(self, role: str) -> None:
        super().__init__(f"Invalid role or not enough permissions to grant role: {role}")


class AlreadyInGroup(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "Exception - The stakeholder has been granted access to the group previously"
        )


class AlreadyInOrganization(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "Exception - The stakeholder has been granted access to the organization previously"
        )


class LastGroupManager(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - A group needs a manager, and there is no other one")


class LastOrganizationManager(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - An organization needs a manager, and there is no other one")


class InvitedJustNow(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "The previous invitation to this user was requested less than a minute ago"
        )


class EmailDomainNotAllowed(Invalid):
    """The policy of the organization lists the domains of its members; the text names none."""

    def __init__(self) -> None:
        super().__init__("Exception - The organization does not allow this email domain")


class LinkNotGood(NotFound):
    """There is no such link, it was used, it is too old, or what it asked was withdrawn."""

    def __init__(self) -> None:
        super().__init__("Exception - The link is invalid or expired")


class AlreadyStakeholder(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - There is a stakeholder with this email")


class LastAdministrator(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - The platform needs an administrator, and there is no other")


class InvalidSeverity(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Severity value must be between 0.0 and 10.0")
