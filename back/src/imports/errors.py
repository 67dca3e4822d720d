"""How a use case of imports fails."""

from errors import Conflict, Invalid


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
