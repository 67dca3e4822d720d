"""Why the command fails; each failure is told in one line and fixes the exit code."""

from enum import IntEnum
from typing import ClassVar


class Exit(IntEnum):
    """Exit codes, documented in the README; they never change their meaning."""

    FINE = 0
    FAILED = 1
    USAGE = 2
    HELD = 3
    UNFINISHED = 4
    GATE_BROKEN = 66
    INTERRUPTED = 130


class Failure(Exception):
    """An anticipated failure, with a message fit to show."""

    exit_code: ClassVar[Exit] = Exit.FAILED


class WrongUsage(Failure):
    exit_code = Exit.USAGE


class Unreachable(Failure):
    """The server could not be reached, or did not heal while we tried."""


class Refused(Failure):
    """The server answered that it will not; ``code`` is its stable name for why, if any."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class UnknownAnswer(Failure):
    """What answered does not speak the API of Integrates."""


class Undecided(Failure):
    """The gate lacks what it would decide on."""


class NotSarif(Failure):
    """The report is of a format that cannot be prepared."""


class TooLarge(Failure):
    """What would be told of the source breaks a bound, which is named."""
