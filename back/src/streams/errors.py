"""How reading a change stream fails."""

from errors import NotFound


class Trimmed(Exception):
    """Changes after the position were already removed: a view built from them has a gap."""


class Lost(Exception):
    """Another process follows the shard now; never leaves the package."""


class Refused(Exception):
    """What a consumer wanted to write expects something that is not so."""

    def __init__(self) -> None:
        super().__init__("A condition of the consumer's writes does not hold")


class ParkedNotFound(NotFound):
    """There is no such parked change."""

    def __init__(self) -> None:
        super().__init__("There is no such parked change")
