"""How the process fails to begin."""

from errors import NotFound, Unavailable


class NotCreated(Unavailable):
    """The process cannot begin; whoever runs it is told the likeliest cure."""

    def __init__(self) -> None:
        super().__init__(
            "The store does not answer; if it is there, run `integrates store create` once"
        )


class ConsumersBehind(Unavailable):
    """What is derived from the store lacks something for longer than it takes to follow."""

    def __init__(self) -> None:
        super().__init__("What is derived from the store is behind it")


class UnknownTenant(NotFound):
    def __init__(self) -> None:
        super().__init__("No organization and no group of this name has a data key")
