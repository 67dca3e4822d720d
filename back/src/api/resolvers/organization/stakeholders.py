"""The members of an organization: one query, and one get a hundred."""

from api.context import Info
from api.resolvers.organization.schema import ORGANIZATION
from authz.grants import OrganizationGrant
from db_model.organizations.types import Organization
from stakeholders.domain import members_of_organization
from stakeholders.types import Member


@ORGANIZATION.field("stakeholders")
async def resolve(_: Organization, info: Info, *, grant: OrganizationGrant) -> tuple[Member, ...]:
    return await members_of_organization(info.context.db, grant, now=info.context.now)
