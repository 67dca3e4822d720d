"""The figures of a finding that are counted a moment later: one get for all, of any list."""

from collections.abc import Mapping

from api.context import Info
from api.resolvers.finding.schema import FINDING
from db_model.findings.types import Finding
from db_model.vulnerabilities.types import TreatmentStatus
from indicators.count import counters
from indicators.figures import finding_figures_of
from indicators.rules import finding_scope
from indicators.types import FindingFigures


@FINDING.field("age")
async def age(finding: Finding, info: Info) -> int:
    first = (await _figures(finding, info)).first_report
    return (info.context.now.date() - first).days if first else 0


@FINDING.field("lastVulnerability")
async def last_vulnerability(finding: Finding, info: Info) -> int | None:
    last = (await _figures(finding, info)).last_report
    return (info.context.now.date() - last).days if last else None


@FINDING.field("maxOpenSeverityScore")
async def max_open_severity_score(finding: Finding, info: Info) -> float:
    return (await _figures(finding, info)).max_open or 0.0


@FINDING.field("openAge")
async def open_age(finding: Finding, info: Info) -> int | None:
    first = (await _figures(finding, info)).first_open_report
    return (info.context.now.date() - first).days if first else None


@FINDING.field("totalOpenCVSSF")
async def total_open_cvssf(finding: Finding, info: Info) -> float:
    return (await _figures(finding, info)).open_cvssf


@FINDING.field("treatmentSummary")
async def treatment_summary(finding: Finding, info: Info) -> Mapping[TreatmentStatus, int]:
    return (await _figures(finding, info)).open_by_treatment


async def _figures(finding: Finding, info: Info) -> FindingFigures:
    [found] = await counters(info.context.db, [finding_scope(finding.id)])
    return finding_figures_of(found)
