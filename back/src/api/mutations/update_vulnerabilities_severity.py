"""updateVulnerabilitiesSeverity."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import FindingPayload, bulk
from authz.grants import FindingGrant
from db_model.types import VulnerabilityId
from findings.rules.severity import severity_of
from vulnerabilities.domain import rate_vulnerabilities


@MUTATION.field("updateVulnerabilitiesSeverity")
async def resolve(
    _: None,
    info: Info,
    *,
    grant: FindingGrant,
    finding_id: str,
    cvss_vector: str,
    vulnerability_ids: list[str],
) -> FindingPayload:
    del finding_id  # the grant is on the finding with this id
    ids = [VulnerabilityId(id_) for id_ in vulnerability_ids]
    severity = severity_of(cvss_vector)
    context = info.context
    told = bulk(await rate_vulnerabilities(context.db, grant, ids, severity, at=context.now))
    return FindingPayload(finding=grant.on, success=told.success, results=told.results)
