"""How a use case of vulnerabilities fails."""

from errors import Invalid, NotFound


class NotInFinding(NotFound):
    """The finding has no such vulnerability: it was removed, is another's, or never was."""

    def __init__(self) -> None:
        super().__init__("Exception - Vulnerability does not belong to finding")


class NotReleased(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The vulnerability has not been released")


class NotSubmitted(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The vulnerability has not been submitted")


class NotRejected(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The vulnerability has not been rejected")


class AlreadyClosed(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The vulnerability has already been closed")


class ClosedStays(Invalid):
    def __init__(self) -> None:
        super().__init__("Invalid, you cannot remove a closed vulnerability")


class ConfirmedZeroRisk(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The vulnerability is a confirmed zero risk")


class TooManyVulnerabilities(Invalid):
    def __init__(self, most: int) -> None:
        super().__init__(
            f"Exception - You can upload a maximum of {most} vulnerabilities per file", most=most
        )


class ReasonMissing(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The rejection reason is required")


class JustificationTooLong(Invalid):
    def __init__(self, most: int) -> None:
        super().__init__(
            f"Exception - Justification must have a maximum of {most} characters", most=most
        )


class NothingGiven(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - A field is required to be updated")


class InvalidCommitHash(Invalid):
    def __init__(self) -> None:
        super().__init__("Commit Hash should be a 40 chars long hexadecimal")


class NotOfLines(Invalid):
    def __init__(self) -> None:
        super().__init__("Expected vulnerability to be of type: lines")


class WithItself(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - A vulnerability cannot be merged with itself")


class InAnotherRoot(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The vulnerabilities are not of the same root")


class KeptByHand(Invalid):
    """A tool goes on seeing what it reported, so that one has to be kept."""

    def __init__(self) -> None:
        super().__init__(
            "Exception - What a tool reported cannot be merged into what no tool reported"
        )


class TooManyMerged(Invalid):
    def __init__(self, most: int) -> None:
        super().__init__(
            f"Exception - At most {most} vulnerabilities may be merged into one", most=most
        )


class NotMerged(NotFound):
    """None of this id was merged into it, or it is not any more."""

    def __init__(self) -> None:
        super().__init__("Exception - The vulnerability was not merged into this one")
