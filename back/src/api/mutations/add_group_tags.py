"""addGroupTags."""

from collections.abc import Sequence

from api.context import Info
from api.mutations.schema import MUTATION
from api.resolvers.group.payload import GroupPayload
from authz.grants import GroupGrant
from groups.domain import add_group_tags


@MUTATION.field("addGroupTags")
async def resolve(
    _: None,
    info: Info,
    *,
    grant: GroupGrant,
    group_name: str,
    tags_data: Sequence[str] | None = None,
) -> GroupPayload:
    del group_name  # the grant is on the group of this name
    group = await add_group_tags(info.context.db, grant, tags_data or (), at=info.context.now)
    return GroupPayload(group=group)
