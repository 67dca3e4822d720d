"""The roots of a group: one query."""

from api.context import Info
from api.resolvers.group.schema import GROUP
from db_model.groups.types import Group
from db_model.roots.get import of_group
from db_model.roots.types import Root


@GROUP.field("roots")
async def resolve(group: Group, info: Info) -> tuple[Root, ...]:
    return await of_group(info.context.db, group.name)
