"""An import: a scanner's report on its way into a group, and what came of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from db_model.types import (
    Email,
    GroupName,
    ImportId,
    OrganizationId,
    RootId,
    VulnerabilityId,
)

_DRY_RUN_KEPT: Final = timedelta(hours=24)
_BRANCH_KEPT: Final = timedelta(days=30)  # about as long as people work on one


class ImportState(StrEnum):
    DISCARDED = "DISCARDED"
    DONE = "DONE"
    FAILED = "FAILED"
    HELD = "HELD"
    QUEUED = "QUEUED"
    ROLLED_BACK = "ROLLED_BACK"
    ROLLING_BACK = "ROLLING_BACK"
    RUNNING = "RUNNING"

    @property
    def is_open(self) -> bool:
        return self in (ImportState.QUEUED, ImportState.ROLLING_BACK, ImportState.RUNNING)


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
    """How many results of the report had each outcome.

    ``closed`` and ``kept`` count vulnerabilities that the report does not show: those that are
    closed for it, and those that stay open.
    """

    created: int = 0
    matched: int = 0
    moved: int = 0
    reopened: int = 0
    unchanged: int = 0
    duplicate: int = 0
    closed: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageBlob:
    """A blob of what vulnerabilities were before, good for the steps ``start`` to ``stop``.

    ``run`` is the run of the job that wrote it.
    """

    run: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import does, decided once: steps ``0`` to ``steps``, of which ``applied`` are done.

    The steps lie in the blob store, so that an import cut off goes on and ends the same; and
    what was changed lies there as it was ``before``, as long as it can be rolled back.
    ``sightings`` are steps that only remember something of what was merged.  ``unheard`` are
    tools that are not believed where they say nothing, so that nothing of theirs is closed.
    Beside the steps lies what is ``kept``: open, and not in the report.  ``sketched`` are the
    tools, by their keys, of which the import's line sketches hold once it is done.
    """

    steps: int
    results: int
    closings: int
    sightings: int = 0
    unheard: tuple[str, ...] = ()
    applied: int = 0
    sketched: tuple[str, ...] = ()
    kept: int = 0
    before: tuple[ImageBlob, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback:
    """An import on its way to be undone: ``taken`` of its changes were looked at.

    Of them so many are ``undone``, and so many ``conflicts`` were left, as people had changed
    them since.  ``reason`` is why it stopped halfway.
    """

    requested_by: Email
    requested_at: datetime
    token_id: str | None = None
    address: str | None = None
    taken: int = 0
    undone: int = 0
    conflicts: int = 0
    finished_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackConflict:
    """A vulnerability that a rollback left as it was, and why, in words."""

    vulnerability_id: VulnerabilityId
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """``ref`` and ``commit`` are what the report was made from; ``report`` is a blob's path.

    ``is_branch`` where ``ref`` is another than the root's.  ``scanned`` counts the paths of
    which somebody said that they were scanned; they lie beside the report.
    """

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
    is_branch: bool = False
    scanned: int = 0
    reason: str | None = None
    tools: tuple[str, ...] = ()
    started_at: datetime | None = None
    finished_at: datetime | None = None
    counts: Counts = field(default_factory=Counts)
    plan: Plan | None = None
    rollback: Rollback | None = None
    version: int

    @property
    def kept_until(self) -> datetime | None:
        """When what only tells what it would do is forgotten; ``None`` for what is applied."""
        if not self.dry_run:
            return None
        return self.requested_at + (_BRANCH_KEPT if self.is_branch else _DRY_RUN_KEPT)
