"""resubmitVulnerabilities."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import Payload, bulk
from authz.grants import FindingGrant
from db_model.types import VulnerabilityId
from vulnerabilities.domain import resubmit_vulnerabilities


@MUTATION.field("resubmitVulnerabilities")
async def resolve(
    _: None, info: Info, *, grant: FindingGrant, finding_id: str, vulnerabilities: list[str]
) -> Payload:
    del finding_id  # the grant is on the finding with this id
    ids = [VulnerabilityId(id_) for id_ in vulnerabilities]
    return bulk(await resubmit_vulnerabilities(info.context.db, grant, ids, at=info.context.now))
