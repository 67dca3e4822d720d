"""What crosses between the service and the process that compares a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from db_model.imports.types import ReportFormat
from db_model.vulnerabilities.types import Detection
from imports.formats.bounds import Bounds
from imports.matching.types import Layer, OutcomeKind, ToolVerdict
from imports.reports import Level

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the process may use; ``bounds`` are those of the report itself."""

    bounds: Bounds = field(default_factory=Bounds)
    memory_bytes: int = 512 * MIB
    cpu_seconds: int = 60
    deadline_seconds: float = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketching:
    """What is known of the root's line sketches: no more than the id of its ``key``.

    ``before`` leads from a tool's key to the file of the sketches that hold for it.
    """

    key: str | None = None
    before: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A result and its outcome: all that storing it needs; the fields are as in ``Outcome``."""

    run_index: int
    result_index: int
    kind: OutcomeKind
    explanation: str
    detection: Detection
    snippet: str
    level: Level
    layer: Layer | None = None
    vulnerability: str | None = None
    duplicate_of: tuple[int, int] | None = None
    differs: bool = False
    absorbed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many results had each outcome; ``closing`` and ``kept`` count vulnerabilities."""

    created: int = 0
    unchanged: int = 0
    moved: int = 0
    matched: int = 0
    reopened: int = 0
    duplicate: int = 0
    suppressed: int = 0
    ignored: int = 0
    closing: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """``format`` is what the report was read as.

    ``kept``, ``held`` and ``unscanned`` join the reasons of the tools, empty where there is none.
    ``sketched`` are the tools, by their keys, of which there are sketches now.
    """

    results: int
    format: ReportFormat
    tally: Tally
    tools: tuple[ToolVerdict, ...]
    notices: tuple[str, ...] = ()
    sketched: tuple[str, ...] = ()

    @property
    def kept(self) -> str:
        return "; ".join(tool.kept for tool in self.tools if tool.kept)

    @property
    def held(self) -> str:
        return "; ".join(tool.held for tool in self.tools if tool.held)

    @property
    def unscanned(self) -> str:
        return "; ".join(
            f"{tool.unscanned} stay open, as {tool.tool} did not look there"
            for tool in self.tools
            if tool.unscanned
        )
