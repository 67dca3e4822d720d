"""updateGroupDisambiguation."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import GroupGrant
from groups.domain import update_group_disambiguation


@MUTATION.field("updateGroupDisambiguation")
async def resolve(
    _: None,
    info: Info,
    *,
    grant: GroupGrant,
    group_name: str,
    disambiguation: str | None = None,
) -> Payload:
    del group_name  # the grant is on the group of this name
    await update_group_disambiguation(info.context.db, grant, disambiguation, at=info.context.now)
    return DONE
