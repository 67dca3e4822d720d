"""updateSeverity."""

from api.context import Info
from api.metrics import SHORT
from api.mutations.schema import MUTATION
from api.payloads import FindingPayload
from authz.grants import FindingGrant
from findings.domain import rate_finding
from findings.rules.severity import checked_version
from findings.types import Rating


@MUTATION.field("updateSeverity")
async def resolve(
    _: None,
    info: Info,
    *,
    grant: FindingGrant,
    cvss_version: str,
    cvss_vector: str | None = None,
    **metrics: str | None,
) -> FindingPayload:
    checked_version(cvss_version)
    numbers = {short: metrics[name] or "" for name, short in SHORT.items()}
    rating = Rating(vector=cvss_vector, metrics=numbers)
    context = info.context
    finding = await rate_finding(context.db, grant, rating, at=context.now)
    return FindingPayload(finding=finding)
