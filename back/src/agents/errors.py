"""How a use case of CI agents fails."""

from errors import Conflict, Invalid, NotFound, Unavailable


class AgentNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("Exception - The group has no CI agent")


class RuleNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("Exception - Access denied or trust rule not found")


class TooManyRules(Conflict):
    def __init__(self, most: int) -> None:
        super().__init__(f"Exception - A group has at most {most} trust rules", most=most)


class InvalidIssuer(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The issuer must be a URL without query, like https://host")


class InvalidAudience(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The audience must be 1 to 200 visible characters")


class InvalidConditions(Invalid):
    """There are none or too many, or one is malformed."""

    def __init__(self) -> None:
        super().__init__("Exception - Invalid conditions of a trust rule")


class OpenToAnybody(Invalid):
    """The issuer serves everybody, and no condition says whose jobs are meant."""

    def __init__(self, claims: str) -> None:
        super().__init__(f"Exception - Of this issuer, a condition must name the owner by {claims}")


class InvalidScopes(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - A trust rule needs scopes")


class AssertionRefused(Invalid):
    """The token of a CI job lets nobody in: one text, as the ``reason`` is for our log alone."""

    def __init__(self, reason: str) -> None:
        super().__init__("The subject token was refused for this audience")
        self.reason = reason


class ScopeRefused(Invalid):
    def __init__(self) -> None:
        super().__init__("The trust rule has not all of these scopes")


class IssuerUnavailable(Unavailable):
    def __init__(self) -> None:
        super().__init__("The issuer of the subject token does not answer")
