"""The custom role of a member: one get of all of a list."""

from api.context import Info
from api.resolvers.stakeholder.schema import STAKEHOLDER
from db_model.roles.types import CustomRole
from roles.domain import role_of
from stakeholders.types import Member


@STAKEHOLDER.field("customRole")
async def resolve(member: Member, info: Info) -> CustomRole | None:
    return await role_of(info.context.db, member.custom_role)
