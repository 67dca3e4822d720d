"""grantStakeholderAccess."""

from typing import NotRequired, TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from authz.grants import GroupGrant
from stakeholders.domain import grant_group_access
from stakeholders.types import Member, Seat


class Payload(TypedDict):
    success: bool
    granted_stakeholder: Member


class Arguments(TypedDict):
    email: str
    group_name: str
    role: str
    responsibility: NotRequired[str | None]


@MUTATION.field("grantStakeholderAccess")
async def resolve(_: None, info: Info, *, grant: GroupGrant, **given: Unpack[Arguments]) -> Payload:
    responsibility = given.get("responsibility")
    seat = Seat(
        email=given["email"],
        role=given["role"],
        responsibility="-" if responsibility is None else responsibility,
    )
    context = info.context
    member = await grant_group_access(context.db, grant, seat, at=context.now)
    return Payload(success=True, granted_stakeholder=member)
