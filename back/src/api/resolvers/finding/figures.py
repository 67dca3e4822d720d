"""The figures of a finding, and how it stands by them: one get, or none after a list."""

from api.context import Info
from api.preload import figures_of
from api.resolvers.finding.schema import FINDING
from authz.grants import FindingGrant
from db_model.findings.types import Finding
from findings.rules.changes import standing_of


@FINDING.field("openVulnerabilities")
async def open_vulnerabilities(finding: Finding, info: Info) -> int:
    return (await figures_of(info.context, finding.id)).open


@FINDING.field("closedVulnerabilities")
async def closed_vulnerabilities(finding: Finding, info: Info) -> int:
    return (await figures_of(info.context, finding.id)).closed


@FINDING.field("rejectedVulnerabilities")
async def rejected_vulnerabilities(_: Finding, info: Info, *, grant: FindingGrant) -> int:
    return (await figures_of(info.context, grant.on.id)).rejected


@FINDING.field("submittedVulnerabilities")
async def submitted_vulnerabilities(_: Finding, info: Info, *, grant: FindingGrant) -> int:
    return (await figures_of(info.context, grant.on.id)).submitted


@FINDING.field("status")
async def status(finding: Finding, info: Info) -> str:
    return standing_of(await figures_of(info.context, finding.id))
