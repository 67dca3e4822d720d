"""How a mail is not delivered.  No text here repeats anything of the mail."""


class NotDelivered(Exception):
    """It was not sent; ``is_final`` if it will not be, however often it is tried."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final


class PerhapsDelivered(Exception):
    """The connection broke before the server said whether it took the mail."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
