"""Who changed what in an organization and its groups, newest first: a query."""

from datetime import datetime

from api.context import Info
from api.resolvers.connections import Connection, connection
from api.resolvers.organization.schema import ORGANIZATION
from authz.grants import OrganizationGrant
from db_model.organizations.types import Organization
from trails.trail import Span, of_organization
from trails.types import Sealed


@ORGANIZATION.field("auditTrail")
async def resolve(
    _: Organization,
    info: Info,
    *,
    grant: OrganizationGrant,
    first: int = 100,
    after: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Connection[Sealed]:
    span = Span(since=since, until=until)
    page = await of_organization(
        info.context.db, grant.on.id, span, first=min(first, 100), after=after
    )
    return connection(page)
