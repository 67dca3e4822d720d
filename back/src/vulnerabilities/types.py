"""What changes a vulnerability, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from db_model.findings.types import Source
from db_model.types import Email, ImportId, VulnerabilityId
from db_model.vulnerabilities.types import Reason
from errors import AppError


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A report in which a tool saw, or no longer saw, a vulnerability."""

    import_id: ImportId
    by: Email
    at: datetime
    commit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who changes something, and when."""

    by: Email
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why a vulnerability is refused; ``other`` says it in words where a reason is ``OTHER``."""

    reasons: tuple[Reason, ...]
    other: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is to change in how a vulnerability is described; ``None`` leaves it as it is."""

    commit: str | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one of many: done, or why not."""

    id: VulnerabilityId
    failure: AppError | None = None
