"""Who changed what in a group, newest first: a query."""

from datetime import datetime

from api.context import Info
from api.resolvers.connections import Connection, connection
from api.resolvers.group.schema import GROUP
from authz.grants import GroupGrant
from db_model.groups.types import Group
from trails.trail import Span, of_group
from trails.types import Sealed


@GROUP.field("auditTrail")
async def resolve(
    _: Group,
    info: Info,
    *,
    grant: GroupGrant,
    first: int = 100,
    after: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Connection[Sealed]:
    span = Span(since=since, until=until)
    page = await of_group(info.context.db, grant.on.name, span, first=min(first, 100), after=after)
    return connection(page)
