"""grantStakeholderAccess."""

from typing import NotRequired, TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from authz.grants import GroupGrant
from db_model.types import MailId
from kit.ids import random_id
from outbox.send import SEND
from stakeholders.domain import invite_to_group
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
    context, id_ = info.context, MailId(random_id())
    member = await invite_to_group(context.db, grant, seat, id_=id_, at=context.now)
    context.wake(SEND, id_)
    return Payload(success=True, granted_stakeholder=member)
