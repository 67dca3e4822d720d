"""Who changed what in an organization and its groups, newest first: a query."""

from typing import Any

from api.context import Info
from api.resolvers.audit.schema import window_from
from api.resolvers.connections import Connection, connection
from api.resolvers.organization.schema import ORGANIZATION
from authz.grants import OrganizationGrant
from db_model.organizations.types import Organization
from trails.read import of_organization
from trails.types import Sealed


@ORGANIZATION.field("auditTrail")
async def resolve(
    _: Organization, info: Info, *, grant: OrganizationGrant, **arguments: Any
) -> Connection[Sealed]:
    window = window_from(arguments)
    return connection(await of_organization(info.context.db, grant.on.id, window))
