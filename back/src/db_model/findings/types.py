"""A finding: a type of weakness reported in a group; its vulnerabilities are the places."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db_model.types import Email, FindingId, GroupName, ImportId


class FindingStatus(StrEnum):
    """How the record stands; what people see is derived from its ``Figures``."""

    CREATED = "CREATED"
    DELETED = "DELETED"


class RemovalReason(StrEnum):
    """Why a finding was removed; what was reported is FALSE_POSITIVE for good."""

    DUPLICATED = "DUPLICATED"
    FALSE_POSITIVE = "FALSE_POSITIVE"
    NOT_REQUIRED = "NOT_REQUIRED"
    ROLLED_BACK = "ROLLED_BACK"  # with the import that made it


class Source(StrEnum):
    ANALYST = "ANALYST"
    ASM = "ASM"
    CUSTOMER = "CUSTOMER"
    DETERMINISTIC = "DETERMINISTIC"
    ESCAPE = "ESCAPE"
    MACHINE = "MACHINE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """``score`` is the temporal score, 0.0 to 10.0; a vector is empty where nobody gave one."""

    score: float
    vector_v3: str = ""
    vector_v4: str = ""
    score_v4: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectedBy:
    """The rule of a tool that the finding stands for."""

    tool: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingState:
    """``justification`` is why it was removed."""

    status: FindingStatus
    source: Source
    modified_by: Email
    modified_at: datetime
    justification: RemovalReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``import_id`` is the import that made it, if one did."""

    id: FindingId
    group_name: GroupName
    title: str
    description: str
    threat: str
    attack_vector_description: str
    recommendation: str
    severity: Severity
    created_by: Email
    created_at: datetime
    hacker_email: Email
    state: FindingState
    cwe_ids: tuple[str, ...] = ()
    detected_by: DetectedBy | None = None
    min_time_to_remediate: int | None = None
    unfulfilled_requirements: tuple[str, ...] = ()
    import_id: ImportId | None = None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many vulnerabilities of a finding are in each state, kept in their own commits."""

    open: int = 0
    closed: int = 0
    submitted: int = 0
    rejected: int = 0

    @property
    def released(self) -> bool:
        return self.open + self.closed > 0
