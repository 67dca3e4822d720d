"""What may be asked of imports, and what their plans are made of."""

from collections.abc import AsyncIterable, Sequence
from dataclasses import dataclass

from db_model.imports.types import ReportFormat
from db_model.types import FindingId, VulnerabilityId
from db_model.vulnerabilities.types import Detection
from imports.matching.types import Layer, OutcomeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewImport:
    """A report as somebody sends it for a root.

    ``ref`` and ``commit`` say what was scanned, and ``scanned`` which files and folders of it;
    nothing if the report may speak for itself.
    """

    report: AsyncIterable[bytes]
    root_nickname: str
    format: ReportFormat = ReportFormat.AUTO
    commit: str | None = None
    ref: str | None = None
    dry_run: bool = False
    scanned: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a rule is called, and its score from 0.0 to 10.0, as its finding has or would have."""

    title: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedResult:
    """A result of the report and what is done for it; ids of what it creates are given already.

    ``changes`` tells that something is to be written for it.  ``absorbed_id`` is what the result
    is, where a person merged that into ``vulnerability_id``.  Plans of before have no ``heading``.
    """

    run_index: int
    result_index: int
    outcome: OutcomeKind
    explanation: str
    detection: Detection
    snippet: str
    changes: bool
    layer: Layer | None = None
    vulnerability_id: VulnerabilityId | None = None
    finding_id: FindingId | None = None
    absorbed_id: VulnerabilityId | None = None
    heading: Heading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedClosing:
    vulnerability_id: VulnerabilityId
    tool: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSighting:
    """Where a tool sees one that was merged into another; none if it looked and does not."""

    vulnerability_id: VulnerabilityId
    detection: Detection | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedKept:
    """An open vulnerability that the report does not show; nothing is done about it."""

    vulnerability_id: VulnerabilityId
    tool: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What would change, were it applied; ``keeps`` and ``introduces`` count results."""

    introduces: int
    fixes: int
    keeps: int
