"""assignGroupRole."""

from typing import TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from api.mutations.update_group_stakeholder import Payload
from authz.grants import GroupGrant
from db_model.types import RoleId
from roles.domain import assign_in_group


class Arguments(TypedDict):
    group_name: str
    role_id: str
    user_email: str


@MUTATION.field("assignGroupRole")
async def resolve(_: None, info: Info, *, grant: GroupGrant, **given: Unpack[Arguments]) -> Payload:
    context = info.context
    member = await assign_in_group(
        context.db,
        grant,
        id_=RoleId(given["role_id"]),
        email=given["user_email"],
        at=context.now,
    )
    return Payload(success=True, modified_stakeholder=member)
