"""Figures, and what one document adds to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


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
    """What is known of a root or group; a zero risk is in none but ``remediation``.

    ``open_by`` and ``closed_by`` count by level of the vulnerability.  ``max_open`` is the
    highest temporal score of an open one, ``None`` without any.
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
