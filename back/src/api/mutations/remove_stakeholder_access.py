"""removeStakeholderAccess."""

from typing import TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from authz.grants import GroupGrant
from db_model.types import Email
from stakeholders.domain import remove_group_access


class Payload(TypedDict):
    success: bool
    removed_email: Email


class Arguments(TypedDict):
    group_name: str | None
    user_email: str


@MUTATION.field("removeStakeholderAccess")
async def resolve(_: None, info: Info, *, grant: GroupGrant, **given: Unpack[Arguments]) -> Payload:
    context = info.context
    email = await remove_group_access(context.db, grant, email=given["user_email"], at=context.now)
    return Payload(success=True, removed_email=email)
