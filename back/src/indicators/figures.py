"""What the sums of a scope mean.  Pure."""

import math
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from db_model.findings.types import Source
from db_model.vulnerabilities.types import TreatmentStatus
from indicators.types import Figures, FindingFigures, Level, Remediation

_TENTHS: Final = 10
_THOUSANDTHS: Final = 1000
E = TypeVar("E", bound=StrEnum)


def figures_of(counters: Mapping[str, int]) -> Figures:
    """Return what the counters of a root, group or organization mean."""

    def count(name: str) -> int:
        return counters.get(name, 0)

    return Figures(
        open=count("open"),
        closed=count("closed"),
        submitted=count("submitted"),
        rejected=count("rejected"),
        zero_risk=count("zero"),
        open_findings=count("findings.open"),
        closed_findings=count("findings.closed"),
        open_by={level: count(f"open.{level}") for level in Level},
        closed_by={level: count(f"closed.{level}") for level in Level},
        max_open=_max_open(counters),
        open_cvssf=count("open.cvssf") / _THOUSANDTHS,
        open_by_source=_by(counters, "open.source.", Source),
        closed_by_source=_by(counters, "closed.source.", Source),
        open_by_treatment=_by(counters, "open.treatment.", TreatmentStatus),
        remediation={
            level: Remediation(
                closed=count(f"fixed.{level}"),
                closed_days=count(f"fixed.{level}.days"),
                open=count(f"standing.{level}"),
                open_since=count(f"standing.{level}.since"),
            )
            for level in Level
        },
    )


def finding_figures_of(counters: Mapping[str, int]) -> FindingFigures:
    """Return what the counters of a finding mean."""
    reported, standing = _values(counters, "reported."), _values(counters, "open.reported.")
    return FindingFigures(
        max_open=_max_open(counters),
        open_cvssf=counters.get("open.cvssf", 0) / _THOUSANDTHS,
        open_by_treatment=_by(counters, "open.treatment.", TreatmentStatus),
        first_report=date.fromordinal(min(reported)) if reported else None,
        last_report=date.fromordinal(max(reported)) if reported else None,
        first_open_report=date.fromordinal(min(standing)) if standing else None,
    )


def mean_days(remediations: Iterable[Remediation], *, today: date) -> int | None:
    """Return the mean days from report to closing, or to ``today``, rounded up.

    ``None`` if nothing was reported.
    """
    parts = tuple(remediations)
    count = sum(part.closed + part.open for part in parts)
    if not count:
        return None
    days = sum(part.closed_days + part.open * today.toordinal() - part.open_since for part in parts)
    return math.ceil(days / count)


def _max_open(counters: Mapping[str, int]) -> float | None:
    scores = _values(counters, "open.score.")
    return max(scores) / _TENTHS if scores else None


def _values(counters: Mapping[str, int], prefix: str) -> list[int]:
    """Return the values of which there is one at least, where counters are kept by value."""
    return [
        int(name.removeprefix(prefix))
        for name, number in counters.items()
        if name.startswith(prefix) and number
    ]


def _by(counters: Mapping[str, int], prefix: str, kinds: type[E]) -> Mapping[E, int]:
    return {kind: counters.get(f"{prefix}{kind}", 0) for kind in kinds}
