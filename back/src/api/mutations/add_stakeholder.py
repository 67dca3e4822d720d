"""addStakeholder."""

from typing import TypedDict

from api.context import Info
from api.mutations.schema import MUTATION
from authz.grants import PlatformGrant
from db_model.types import Email
from stakeholders.domain import add_stakeholder


class Payload(TypedDict):
    success: bool
    email: Email


@MUTATION.field("addStakeholder")
async def resolve(_: None, info: Info, *, grant: PlatformGrant, email: str, role: str) -> Payload:
    context = info.context
    known = await add_stakeholder(context.db, grant, email=email, role=role, at=context.now)
    return Payload(success=True, email=known)
