"""How a store fails: bugs of its caller, and faults."""

from errors import Unavailable


class LimitError(Exception):
    """A bug of the caller: a write, key or query breaks a limit of the port."""


class TokenMismatch(Exception):
    """A bug of the caller: one token for two different commits."""


class CursorError(Exception):
    """A cursor is damaged, or belongs to another query."""


class StoreUnavailable(Unavailable):
    """The store does not answer."""

    def __init__(self) -> None:
        super().__init__("The store is not available")


class Throttled(Unavailable):
    """The store refuses work for now."""

    def __init__(self) -> None:
        super().__init__("The store is overloaded")


class Contention(Unavailable):
    """Others wrote to the same items until the deadline."""

    def __init__(self) -> None:
        super().__init__("The store is busy with the same items")
