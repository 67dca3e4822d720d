"""The groups of an organization that the caller has a role in: one query."""

from api.context import Info
from api.resolvers.organization.schema import ORGANIZATION
from authz.policy import Action
from db_model.groups.get import active_of_organization
from db_model.groups.types import Group
from db_model.organizations.types import Organization


@ORGANIZATION.field("groups")
async def resolve(organization: Organization, info: Info) -> list[Group]:
    caller = info.context.caller
    groups = await active_of_organization(info.context.db, organization.id)
    return [group for group in groups if Action.READ_GROUP in caller.group_actions(group.name)]
