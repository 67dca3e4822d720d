"""removeGroup."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import GroupGrant
from db_model.groups.types import RemovalReason
from groups.domain import REMOVE, remove_group
from groups.types import Removal


@MUTATION.field("removeGroup")
async def resolve(
    _: None,
    info: Info,
    *,
    grant: GroupGrant,
    group_name: str,
    reason: str,
    comments: str | None = None,
) -> Payload:
    del group_name  # the grant is on the group of this name
    removal = Removal(reason=RemovalReason(reason), comments=comments)
    await remove_group(info.context.db, grant, removal, at=info.context.now)
    info.context.wake(REMOVE, grant.on.name)
    return DONE
