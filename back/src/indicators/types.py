"""Figures, and what one document adds to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from db_model.findings.types import Source
from db_model.vulnerabilities.types import TreatmentStatus


class Level(StrEnum):
    """Severity by temporal score (CVSS v3.1, section 5): from 9.0, 7.0, 4.0, and below."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


# Of a scope, the name of a figure and how much is added to it; nothing is zero.
Contribution: TypeAlias = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is known of a root, group or organization; a zero risk is in none but ``remediation``.

    ``open_by`` and ``closed_by`` count by level of the vulnerability.  ``max_open`` is the
    highest temporal score of an open one, ``None`` without any; ``open_cvssf`` the sum of the
    weights of their scores, to the thousandth.
    """

    open: int
    closed: int
    submitted: int
    rejected: int
    zero_risk: int
    open_findings: int
    closed_findings: int
    open_by: Mapping[Level, int]
    closed_by: Mapping[Level, int]
    open_by_source: Mapping[Source, int]
    closed_by_source: Mapping[Source, int]
    open_by_treatment: Mapping[TreatmentStatus, int]
    open_cvssf: float
    max_open: float | None
    remediation: Mapping[Level, "Remediation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remediation:
    """Of the reported vulnerabilities of findings of one level, how long they were open.

    ``closed_days`` is the sum over the ``closed``; ``open_since`` the sum of the days, counted
    from 0001-01-01, on which the ``open`` were reported.
    """

    closed: int = 0
    closed_days: int = 0
    open: int = 0
    open_since: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFigures:
    """What is known of the released vulnerabilities of a finding that are no zero risk.

    The days, in UTC, are those of the first and the last report, and of the first report of one
    that is open; ``None`` without any.
    """

    open_by_treatment: Mapping[TreatmentStatus, int]
    open_cvssf: float
    max_open: float | None
    first_report: date | None
    last_report: date | None
    first_open_report: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of the days of a scope, each in UTC.

    ``snapshots`` are sums as they stood at the end of a day; ``days``, what was added on one and
    is in no snapshot yet.  ``versions`` are those of the items, by their sort keys.
    """

    snapshots: Mapping[date, Mapping[str, int]]
    days: Mapping[date, Mapping[str, int]]
    versions: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What to write and to remove so that some days are closed, or old ones made fewer.

    ``snapshots`` are to be written, ``days`` and ``dropped`` snapshots to be removed.
    """

    snapshots: Mapping[date, Mapping[str, int]]
    days: tuple[date, ...] = ()
    dropped: tuple[date, ...] = ()
