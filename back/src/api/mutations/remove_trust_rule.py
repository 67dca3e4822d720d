"""removeTrustRule."""

from agents.domain import remove_trust_rule
from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import GroupGrant
from db_model.types import RuleId


@MUTATION.field("removeTrustRule")
async def resolve(
    _: None,
    info: Info,
    *,
    grant: GroupGrant,
    group_name: str,
    id: str,  # noqa: A002  # the name is the API's
) -> Payload:
    del group_name  # the grant is on the group of this name
    await remove_trust_rule(info.context.db, grant, id_=RuleId(id), at=info.context.now)
    return DONE
