"""The roles that an organization has defined: one query."""

from api.context import Info
from api.resolvers.organization.schema import ORGANIZATION
from authz.grants import OrganizationGrant
from db_model.organizations.types import Organization
from db_model.roles.types import CustomRole
from roles.domain import roles_of


@ORGANIZATION.field("roles")
async def resolve(
    _: Organization, info: Info, *, grant: OrganizationGrant
) -> tuple[CustomRole, ...]:
    return await roles_of(info.context.db, grant)
