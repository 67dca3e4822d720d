"""Why a document is refused before it runs."""

from errors import Invalid, Unauthenticated


class LimitExceeded(Invalid):
    """A document is larger than any that is needed."""

    def __init__(self, what: str, *, limit: int) -> None:
        super().__init__(f"Exception - Max {what} exceeded", limit=limit)


class CostExceeded(Invalid):
    def __init__(self, cost: int, *, limit: int) -> None:
        super().__init__("Exception - Max query cost exceeded", cost=cost, limit=limit)


class PageTooLarge(Invalid):
    def __init__(self, *, limit: int) -> None:
        super().__init__("Exception - Max page size exceeded", limit=limit)


class PageNotPositive(Invalid):
    def __init__(self) -> None:
        super().__init__("The argument must be a positive integer: first")


class InvalidOperationName(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Invalid operation name")


class ExtraVariables(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Extra variables in operation")


class NoOperation(Invalid):
    def __init__(self) -> None:
        super().__init__("The document holds no operation")


class SignInRequired(Unauthenticated):
    """The text is the one on which the front end leaves for its sign-in page."""

    def __init__(self) -> None:
        super().__init__("Login required")
