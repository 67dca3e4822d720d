"""mergeVulnerabilities."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import VulnerabilityPayload
from authz.grants import VulnerabilityGrant
from db_model.types import VulnerabilityId
from vulnerabilities.domain import merge_vulnerabilities


@MUTATION.field("mergeVulnerabilities")
async def resolve(
    _: None, info: Info, *, grant: VulnerabilityGrant, keep: str, absorb: str
) -> VulnerabilityPayload:
    del keep  # the grant is on the vulnerability with this id
    context = info.context
    kept = await merge_vulnerabilities(context.db, grant, VulnerabilityId(absorb), at=context.now)
    return VulnerabilityPayload(kept)
