"""What is read off a finding."""

from ariadne import ObjectType

from api.context import Info
from api.dates import written
from authz.grants import FindingGrant
from db_model.findings.types import Finding

FINDING = ObjectType("Finding")

FINDING.set_field("currentState", lambda finding, _: finding.state.status)
FINDING.set_field("cvssVersion", lambda _, __: "3.1")
FINDING.set_field("severityScore", lambda finding, _: finding.severity.score)
FINDING.set_field("severityScoreV4", lambda finding, _: finding.severity.score_v4)
FINDING.set_field("severityVector", lambda finding, _: finding.severity.vector_v3)
FINDING.set_field("severityVectorV4", lambda finding, _: finding.severity.vector_v4)


@FINDING.field("hacker")
def hacker(_: Finding, __: Info, *, grant: FindingGrant) -> str:
    return grant.on.hacker_email


@FINDING.field("lastStateDate")
def last_state_date(finding: Finding, info: Info) -> str | None:
    return written(finding.state.modified_at, info)


@FINDING.field("reportDate")
def report_date(finding: Finding, info: Info) -> str | None:
    return written(finding.created_at, info)
