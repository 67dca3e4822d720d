"""How a use case of findings fails."""

from errors import Conflict, Invalid


class VersionUnsupported(Invalid):
    def __init__(self) -> None:
        super().__init__("Invalid, CVSS version is not supported")


class MetricNotANumber(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - CVSS field value must be a number")


class MetricOutOfRange(Invalid):
    def __init__(self) -> None:
        super().__init__("Invalid, severity update values out of range")


class InvalidVector(Invalid):
    """Also a number that no value of its metric has."""

    def __init__(self) -> None:
        super().__init__("Exception - Error invalid severity CVSS v3.1 vector string")


class SeverityIsNone(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Severity score is invalid")


class TitleIsFixed(Invalid):
    def __init__(self) -> None:
        super().__init__(
            "Exception - Forbidden change on field: title  Reason: The title of a Finding "
            "cannot be edited if there are vulnerabilities on it"
        )


class RequirementsMissing(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The unfulfilled requirements are required")


class InvalidTimeToRemediate(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Min time to remediate should be a positive number")


class SameText(Conflict):
    """A finding of the group with the same title has the same ``field``."""

    def __init__(self, field: str) -> None:
        super().__init__(f"Exception - Finding with the same {field} already exists", field=field)
