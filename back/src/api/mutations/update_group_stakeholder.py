"""updateGroupStakeholder."""

from typing import TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from authz.grants import GroupGrant
from stakeholders.domain import update_group_access
from stakeholders.types import Member, Seat


class Payload(TypedDict):
    success: bool
    modified_stakeholder: Member


class Arguments(TypedDict):
    email: str
    group_name: str
    responsibility: str
    role: str


@MUTATION.field("updateGroupStakeholder")
async def resolve(_: None, info: Info, *, grant: GroupGrant, **given: Unpack[Arguments]) -> Payload:
    seat = Seat(email=given["email"], role=given["role"], responsibility=given["responsibility"])
    context = info.context
    member = await update_group_access(context.db, grant, seat, at=context.now)
    return Payload(success=True, modified_stakeholder=member)
