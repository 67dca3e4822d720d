"""removeFinding."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import FindingGrant
from db_model.findings.types import RemovalReason
from findings.domain import REMOVE, remove_finding


@MUTATION.field("removeFinding")
async def resolve(
    _: None, info: Info, *, grant: FindingGrant, finding_id: str, justification: str
) -> Payload:
    del finding_id  # the grant is on the finding with this id
    context = info.context
    await remove_finding(context.db, grant, RemovalReason(justification), at=context.now)
    context.wake(REMOVE, grant.on.id)
    return DONE
