"""The members of a group: one query, and one get a hundred."""

from api.context import Info
from api.resolvers.group.schema import GROUP
from authz.grants import GroupGrant
from db_model.groups.types import Group
from stakeholders.domain import members_of_group
from stakeholders.types import Member


@GROUP.field("stakeholders")
async def resolve(_: Group, info: Info, *, grant: GroupGrant) -> tuple[Member, ...]:
    return await members_of_group(info.context.db, grant, now=info.context.now)
