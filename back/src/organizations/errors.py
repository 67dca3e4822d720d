"""How a use case of organizations fails."""

from errors import Conflict, Invalid


class NameTaken(Conflict):
    def __init__(self) -> None:
        super().__init__("Name taken")


class InvalidAcceptanceDays(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Acceptance days should be a positive integer")


class InvalidAcceptances(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Number of acceptances should be zero or positive")


class InvalidAcceptanceSeverity(Invalid):
    def __init__(self) -> None:
        super().__init__(
            "Exception - Severity value must be a positive floating number between 0.0 and 10.0"
        )


class AcceptanceSeveritiesCrossed(Invalid):
    def __init__(self) -> None:
        super().__init__(
            "Exception - Min acceptance severity value should not be higher than the max value"
        )


class InvalidBreakingSeverity(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Severity value must be between 0.0 and 10.0")


class InvalidGracePeriod(Invalid):
    def __init__(self) -> None:
        super().__init__(
            "Exception - Vulnerability grace period value should be a positive integer"
        )


class InvalidInactivityPeriod(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Inactivity period should be greater than the provided value")


class InvalidName(Invalid):
    def __init__(self) -> None:
        super().__init__("Invalid name")


class InvalidEmailDomain(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The email domain is not valid")
