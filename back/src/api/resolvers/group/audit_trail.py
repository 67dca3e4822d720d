"""Who changed what in a group, newest first: a query."""

from typing import Any

from api.context import Info
from api.resolvers.audit.schema import window_from
from api.resolvers.connections import Connection, connection
from api.resolvers.group.schema import GROUP
from authz.grants import GroupGrant
from db_model.groups.types import Group
from trails.read import of_group
from trails.types import Sealed


@GROUP.field("auditTrail")
async def resolve(
    _: Group, info: Info, *, grant: GroupGrant, **arguments: Any
) -> Connection[Sealed]:
    window = window_from(arguments)
    return connection(await of_group(info.context.db, grant.on.name, window))
