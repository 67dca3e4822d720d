"""The groups of a member that the caller may know of: one query, and one get a hundred."""

from api.context import Info
from api.resolvers.stakeholder.schema import STAKEHOLDER
from db_model.groups.types import Group
from stakeholders.domain import groups_of_member
from stakeholders.types import Member


@STAKEHOLDER.field("groups")
async def resolve(member: Member, info: Info) -> tuple[Group, ...]:
    context = info.context
    return await groups_of_member(context.db, context.caller, member.stakeholder.email)
