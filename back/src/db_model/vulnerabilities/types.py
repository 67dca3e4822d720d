"""A vulnerability: one place where the weakness of a finding was seen."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import unquote

from db_model.findings.types import Severity, Source
from db_model.types import Email, FindingId, GroupName, ImportId, RootId, VulnerabilityId


class VulnerabilityType(StrEnum):
    INPUTS = "INPUTS"
    LINES = "LINES"
    PORTS = "PORTS"


class Technique(StrEnum):
    CLOUD = "CLOUD"
    CSPM = "CSPM"
    DAST = "DAST"
    MPT = "MPT"
    RE = "RE"
    SAST = "SAST"
    SCA = "SCA"
    SCR = "SCR"


class VulnerabilityStatus(StrEnum):
    DELETED = "DELETED"
    MASKED = "MASKED"
    REJECTED = "REJECTED"
    SAFE = "SAFE"
    SUBMITTED = "SUBMITTED"
    VULNERABLE = "VULNERABLE"


class Reason(StrEnum):
    """Why a state was left for another."""

    CONSISTENCY = "CONSISTENCY"
    DUPLICATED = "DUPLICATED"
    EVIDENCE = "EVIDENCE"
    EXCLUSION = "EXCLUSION"
    FALSE_POSITIVE = "FALSE_POSITIVE"
    MERGED = "MERGED"  # another one was merged into it
    NAMING = "NAMING"
    NOT_REPORTED = "NOT_REPORTED"  # the tool that saw it looked again, and saw it no more
    NOT_REQUIRED = "NOT_REQUIRED"
    NO_JUSTIFICATION = "NO_JUSTIFICATION"
    OMISSION = "OMISSION"
    OTHER = "OTHER"
    REPORTED_AGAIN = "REPORTED_AGAIN"
    REPORTING_ERROR = "REPORTING_ERROR"
    ROLLED_BACK = "ROLLED_BACK"  # the import that changed it was undone
    SCORING = "SCORING"
    SPLIT = "SPLIT"  # a person told it from another one again
    WRITING = "WRITING"


class TreatmentStatus(StrEnum):
    ACCEPTED = "ACCEPTED"
    ACCEPTED_UNDEFINED = "ACCEPTED_UNDEFINED"
    IN_PROGRESS = "IN_PROGRESS"
    UNTREATED = "UNTREATED"


class ZeroRiskStatus(StrEnum):
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"
    REQUESTED = "REQUESTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Where in a file: lines and columns from 1, ``None`` where the tool told none."""

    start_line: int
    end_line: int | None = None
    start_column: int | None = None
    end_column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package that a manifest asks for, and an advisory of it.

    ``purl`` is a package URL without version and qualifiers; ``advisories`` are all names
    of the one advisory, sorted: CVE, GHSA and others.
    """

    purl: str
    version: str
    advisories: tuple[str, ...]

    @property
    def called(self) -> str:
        """Return its name and version as people write them: ``flask 0.12``."""
        return f"{unquote(self.purl.partition('/')[2])} {self.version}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """How a tool saw it last; what the next report of the tool is matched against.

    With a ``package`` the path is the manifest's; with a ``parameter``, maybe empty, it is
    the URL of what was tested while it ran.  ``line`` and ``statement`` are keyed hashes in
    hex of the line that it starts in and of the statement, where the build told them
    (``arch/0035-line-sketch.md``).
    """

    tool: str
    rule: str
    path: str
    region: Region | None
    content: str
    message: str
    message_hash: str
    fingerprint: str | None = None
    package: Package | None = None
    parameter: str | None = None
    line: str | None = None
    statement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VulnerabilityState:
    """``where`` is a path, URL or host; ``specific`` a line, field or port, as text."""

    status: VulnerabilityStatus
    where: str
    specific: str
    source: Source
    modified_by: Email
    modified_at: datetime
    commit: str | None = None
    reasons: tuple[Reason, ...] = ()
    other_reason: str | None = None
    tool: str | None = None
    snippet: str | None = None
    import_id: ImportId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    status: TreatmentStatus
    modified_at: datetime
    modified_by: Email | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vulnerability:
    """``reported_at`` is when it was first VULNERABLE, and stays; ``severity`` its own, if any.

    ``absorbed`` are those that a person merged into it, the first first; it is reported since the
    earliest of them.  One that was ``merged_into`` another is gone; its ``closed_at`` goes on
    telling whether its tool sees it.
    """

    id: VulnerabilityId
    finding_id: FindingId
    group_name: GroupName
    root_id: RootId
    type: VulnerabilityType
    technique: Technique
    created_by: Email
    created_at: datetime
    hacker_email: Email
    state: VulnerabilityState
    treatment: Treatment
    reported_at: datetime | None
    closed_at: datetime | None = None
    detection: Detection | None = None
    severity: Severity | None = None
    zero_risk: ZeroRiskStatus | None = None
    absorbed: tuple[VulnerabilityId, ...] = ()
    merged_into: VulnerabilityId | None = None
    version: int
