"""How a use case of stakeholders fails."""

from errors import Conflict, Invalid, NotFound


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
