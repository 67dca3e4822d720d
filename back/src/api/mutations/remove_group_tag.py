"""removeGroupTag."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.resolvers.group.payload import GroupPayload
from authz.grants import GroupGrant
from groups.domain import remove_group_tag


@MUTATION.field("removeGroupTag")
async def resolve(
    _: None,
    info: Info,
    *,
    grant: GroupGrant,
    group_name: str,
    tag: str,
) -> GroupPayload:
    del group_name  # the grant is on the group of this name
    group = await remove_group_tag(info.context.db, grant, tag, at=info.context.now)
    return GroupPayload(group=group)
