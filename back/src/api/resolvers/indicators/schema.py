"""Figures of a day, as they are shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ariadne import ObjectType

from api.context import Info
from db_model.findings.types import Source
from db_model.vulnerabilities.types import TreatmentStatus
from indicators.count import counters
from indicators.days import DAILY
from indicators.figures import figures_of, mean_days
from indicators.history import history
from indicators.types import Figures, Level

INDICATORS = ObjectType("Indicators")
TREATMENT_SUMMARY = ObjectType("TreatmentSummary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The figures of a scope, and the day that they are of."""

    figures: Figures
    on: date


async def shown(info: Info, scope: str) -> Shown:
    """Return the figures of a scope as they were counted a moment ago: one get."""
    [found] = await counters(info.context.db, [scope])
    return Shown(figures=figures_of(found), on=info.context.now.date())


async def shown_days(
    info: Info, scope: str, *, since: date | None, until: date | None
) -> list[Mapping[str, date | Shown]]:
    """Return the figures of a scope at the ends of days, or the last ninety: a query a thousand.

    Raises:
        DaysRefused: ``since`` and ``until`` are no range, or one of more than two years.
    """
    today = info.context.now.date()
    last = until or today
    first = since or last - DAILY
    found = await history(info.context.db, scope, since=first, until=last, today=today)
    return [
        {"date": day, "indicators": Shown(figures=figures_of(sums), on=day)} for day, sums in found
    ]


INDICATORS.set_field("closedFindings", lambda shown, _: shown.figures.closed_findings)
INDICATORS.set_field("closedVulnerabilities", lambda shown, _: shown.figures.closed)
INDICATORS.set_field("closedBySeverity", lambda shown, _: _by_level(shown.figures.closed_by))
INDICATORS.set_field("maxOpenSeverity", lambda shown, _: shown.figures.max_open)
INDICATORS.set_field("openFindings", lambda shown, _: shown.figures.open_findings)
INDICATORS.set_field("openVulnerabilities", lambda shown, _: shown.figures.open)
INDICATORS.set_field("openBySeverity", lambda shown, _: _by_level(shown.figures.open_by))
INDICATORS.set_field("totalOpenCVSSF", lambda shown, _: shown.figures.open_cvssf)
INDICATORS.set_field("treatmentSummary", lambda shown, _: shown.figures.open_by_treatment)


@INDICATORS.field("bySource")
def by_source(shown: Shown, _: Info) -> list[Mapping[str, Source | int]]:
    figures = shown.figures
    return [
        {"source": source, "open": is_open, "closed": closed}
        for source in Source
        if (is_open := figures.open_by_source[source])
        + (closed := figures.closed_by_source[source])
    ]


@INDICATORS.field("meanRemediate")
def mean_remediate(shown: Shown, _: Info) -> int | None:
    return _mean(shown, Level)


@INDICATORS.field("meanRemediateBySeverity")
def mean_remediate_by_severity(shown: Shown, _: Info) -> Mapping[str, int | None]:
    return {level.value: _mean(shown, [level]) for level in Level}


@TREATMENT_SUMMARY.field("accepted")
def accepted(summary: Mapping[TreatmentStatus, int], _: Info) -> int:
    return summary[TreatmentStatus.ACCEPTED]


@TREATMENT_SUMMARY.field("acceptedUndefined")
def accepted_undefined(summary: Mapping[TreatmentStatus, int], _: Info) -> int:
    return summary[TreatmentStatus.ACCEPTED_UNDEFINED]


@TREATMENT_SUMMARY.field("inProgress")
def in_progress(summary: Mapping[TreatmentStatus, int], _: Info) -> int:
    return summary[TreatmentStatus.IN_PROGRESS]


@TREATMENT_SUMMARY.field("untreated")
def untreated(summary: Mapping[TreatmentStatus, int], _: Info) -> int:
    return summary[TreatmentStatus.UNTREATED]


def _by_level(counts: Mapping[Level, int]) -> Mapping[str, int]:
    return {level.value: counts[level] for level in Level}


def _mean(shown: Shown, levels: Iterable[Level]) -> int | None:
    return mean_days((shown.figures.remediation[level] for level in levels), today=shown.on)
