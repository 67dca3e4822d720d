"""How comparing a report fails, beside what is wrong with the report itself."""

from imports.formats.errors import ReportRefused


class ReportTakesTooLong(ReportRefused):
    def __init__(self) -> None:
        super().__init__("The report takes too long to read and compare", bound="time")


class ReportTakesTooMuchMemory(ReportRefused):
    def __init__(self) -> None:
        super().__init__("The report takes too much memory to read and compare", bound="memory")


class ComparisonFailed(Exception):
    """The comparing process ended in a way that nobody foresaw: a bug, or the machine's fault."""
