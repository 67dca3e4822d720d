"""What a scanner's report says, whatever its format: its runs, rules and results."""

from dataclasses import dataclass
from enum import StrEnum

from db_model.vulnerabilities.types import Package, Region


class Level(StrEnum):
    """How bad the tool says it is, worst first."""

    ERROR = "ERROR"
    WARNING = "WARNING"
    NOTE = "NOTE"


class Standing(StrEnum):
    """What a result claims: only ``REPORTED`` ones may create or reopen."""

    REPORTED = "REPORTED"
    SUPPRESSED = "SUPPRESSED"
    IGNORED = "IGNORED"  # gone since a baseline, or not of kind ``fail``


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRule:
    """A rule of a tool that has results; becomes a finding.

    ``score`` is the 3.1 base score where there is a vector, else what the tool or the
    level says; ``score_v4`` and the vectors are there only if the report has a vector.
    """

    tool: str
    id: str
    name: str
    title: str
    description: str
    help_text: str
    help_uri: str
    cwes: tuple[str, ...]
    score: float
    vector_v3: str = ""
    vector_v4: str = ""
    score_v4: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportResult:
    """A result, compact: its texts are kept as hashes, empty where there is no text.

    ``package``, ``parameter``, ``line`` and ``statement`` are as in ``Detection``.
    """

    run_index: int
    result_index: int
    tool: str
    rule: str
    path: str
    region: Region | None
    content: str
    message_hash: str
    level: Level = Level.WARNING
    fingerprint: str | None = None
    package: Package | None = None
    parameter: str | None = None
    standing: Standing = Standing.REPORTED
    line: str | None = None
    statement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSketch:
    """A file as the build saw it, told by keyed hashes (``arch/0035-line-sketch.md``).

    ``lines`` are 4 bytes a line; ``identity`` is the hash of its path in hex, ``renamed_from``
    those of the paths that it had before.
    """

    path: str
    lines: bytes
    sha256: str = ""
    identity: str = ""
    renamed_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultText:
    """What a person reads of a result; kept on disk while the report is compared."""

    message: str
    snippet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRun:
    """One run of a tool; ``successful`` is ``None`` where the report does not say.

    ``scanned`` are the files and folders that the tool looked at; ``None`` where the report
    does not say, ``""`` is the whole root.  ``files`` are those that the tool lists as looked
    at, with or without results; ``None`` where it lists none.  ``key`` is the id of the key that
    the run was prepared with, ``None`` where it was not.
    """

    tool: str
    version: str
    successful: bool | None
    results: int
    notices: tuple[str, ...] = ()
    scanned: tuple[str, ...] | None = None
    files: tuple[str, ...] | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``rules`` are those that have results; ``results`` are in the report's order.

    ``sketches`` are one a path, in the order of the paths.
    """

    runs: tuple[ReportRun, ...]
    rules: tuple[ReportRule, ...]
    results: tuple[ReportResult, ...]
    sketches: tuple[FileSketch, ...] = ()
