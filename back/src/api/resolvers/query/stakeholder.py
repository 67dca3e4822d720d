"""A member of a group or an organization: what ``entity`` tells decides which right is needed."""

from api.context import Info
from api.resolvers.query.schema import QUERY
from authz.grants import on_group, on_organization
from authz.policy import Action
from db_model.types import GroupName, OrganizationId
from stakeholders.domain import member_of_group, member_of_organization
from stakeholders.types import Member


@QUERY.field("stakeholder")
async def resolve(
    _: None,
    info: Info,
    *,
    entity: str,
    user_email: str,
    group_name: str | None = None,
    organization_id: str | None = None,
) -> Member:
    db, caller, now = info.context.db, info.context.caller, info.context.now
    if entity == "GROUP":
        name = GroupName(group_name or "")
        in_group = await on_group(db, caller, Action.READ_GROUP_STAKEHOLDER, name=name)
        return await member_of_group(db, in_group, user_email, now=now)
    id_ = OrganizationId(organization_id or "")
    within = await on_organization(db, caller, Action.READ_ORGANIZATION_STAKEHOLDER, id_=id_)
    return await member_of_organization(db, within, user_email, now=now)
