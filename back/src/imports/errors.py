"""How a use case of imports fails."""

from errors import Conflict, Invalid, NotFound


class ImportNotHeld(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - The import is not held")


class ImportNotApplied(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - The import was not applied")


class ImportRolledBack(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - The import was rolled back already")


class LaterImport(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - A later import of the same tools was applied to the root")


class InvalidReference(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Field ref is invalid")


class InvalidCommit(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The commit hash is invalid")


class InvalidScannedPath(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Field scanned is invalid")


class TooManyScannedPaths(Invalid):
    def __init__(self, most: int) -> None:
        super().__init__(f"Exception - Field scanned has more than {most} paths", most=most)


class InvalidWait(Invalid):
    def __init__(self, most: int) -> None:
        super().__init__(
            f"Exception - Value must be between 0 (inclusive) and {most} (inclusive)", most=most
        )


class EmptyReport(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The report is empty")


class ReportTooLarge(Invalid):
    def __init__(self, most: int) -> None:
        super().__init__(
            f"Exception - The report is larger than {most} bytes as it was sent", most=most
        )


class ResultNotFound(NotFound):
    """The import has no such result, applied nothing, or took the result for another one."""

    def __init__(self) -> None:
        super().__init__("Exception - The import has no such result of the vulnerability")


class RepeatingResult(Invalid):
    """The next report would tell the two apart as little as this one does."""

    def __init__(self) -> None:
        super().__init__("Exception - The result repeats another one of the report")


class OnlyResult(Invalid):
    """There is nothing that could be told from it."""

    def __init__(self) -> None:
        super().__init__("Exception - The vulnerability was made from this result")


class SeenSince(Conflict):
    """A later import saw it elsewhere: only what the latest says can be corrected."""

    def __init__(self) -> None:
        super().__init__("Exception - A later import changed where the vulnerability is")


class SamePlace(Invalid):
    """Both would be open and at one place, as the run is not believed where it says nothing."""

    def __init__(self) -> None:
        super().__init__("Exception - Nothing would tell the two vulnerabilities apart")


class ImportUnderWay(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - An import of the root is not over yet")
