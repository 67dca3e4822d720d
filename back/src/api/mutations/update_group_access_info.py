"""updateGroupAccessInfo."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import GroupGrant
from groups.domain import update_group_context


@MUTATION.field("updateGroupAccessInfo")
async def resolve(
    _: None,
    info: Info,
    *,
    grant: GroupGrant,
    group_name: str,
    group_context: str | None = None,
) -> Payload:
    del group_name  # the grant is on the group of this name
    await update_group_context(info.context.db, grant, group_context, at=info.context.now)
    return DONE
