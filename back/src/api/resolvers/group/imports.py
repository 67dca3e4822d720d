"""The imports of a group, newest first: one query."""

from api.context import Info
from api.resolvers.connections import Connection, connection, size_of
from api.resolvers.group.schema import GROUP
from authz.grants import GroupGrant
from db_model.groups.types import Group
from db_model.imports.get import of_group
from db_model.imports.types import Import


@GROUP.field("imports")
async def resolve(
    _: Group, info: Info, *, grant: GroupGrant, first: int | None = None, after: str | None = None
) -> Connection[Import]:
    page = await of_group(
        info.context.db, grant.on.name, first=size_of(first, usual=10, most=100), after=after
    )
    return connection(page)
