"""An import: a scanner's report on its way into a group, and what came of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from db_model.types import Email, GroupName, ImportId, OrganizationId, RootId


class ImportState(StrEnum):
    DISCARDED = "DISCARDED"
    DONE = "DONE"
    FAILED = "FAILED"
    HELD = "HELD"
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"

    @property
    def is_open(self) -> bool:
        return self in (ImportState.QUEUED, ImportState.RUNNING)


class ReportFormat(StrEnum):
    """``AUTO`` is what a report is sent as until its content has told the format."""

    AUTO = "AUTO"
    BANDIT = "BANDIT"
    CHECKOV = "CHECKOV"
    CYCLONEDX = "CYCLONEDX"
    DETECT_SECRETS = "DETECT_SECRETS"
    ESLINT = "ESLINT"
    GENERIC_CSV = "GENERIC_CSV"
    GENERIC_JSON = "GENERIC_JSON"
    GITLEAKS = "GITLEAKS"
    GRYPE = "GRYPE"
    NPM_AUDIT = "NPM_AUDIT"
    NUCLEI = "NUCLEI"
    OSV_SCANNER = "OSV_SCANNER"
    PIP_AUDIT = "PIP_AUDIT"
    SARIF = "SARIF"
    SEMGREP = "SEMGREP"
    TRIVY = "TRIVY"
    ZAP = "ZAP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many results of the report had each outcome; ``closed`` counts vulnerabilities."""

    created: int = 0
    matched: int = 0
    moved: int = 0
    reopened: int = 0
    unchanged: int = 0
    duplicate: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import does, decided once: steps ``0`` to ``steps``, of which ``applied`` are done.

    The steps lie in the blob store, so that an import cut off goes on and ends the same.
    """

    steps: int
    results: int
    closings: int
    applied: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """``ref`` and ``commit`` are what the report was made from; ``report`` is a blob's path."""

    id: ImportId
    group_name: GroupName
    organization_id: OrganizationId
    root_id: RootId
    state: ImportState
    format: ReportFormat
    report: str
    requested_by: Email
    requested_at: datetime
    dry_run: bool = False
    confirmed: bool = False
    token_id: str | None = None
    address: str | None = None
    commit: str | None = None
    ref: str | None = None
    reason: str | None = None
    tools: tuple[str, ...] = ()
    started_at: datetime | None = None
    finished_at: datetime | None = None
    counts: Counts = field(default_factory=Counts)
    plan: Plan | None = None
    version: int
