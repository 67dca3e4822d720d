"""endStakeholderSessions."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import PlatformGrant
from stakeholders.domain import end_stakeholder_sessions


@MUTATION.field("endStakeholderSessions")
async def resolve(_: None, info: Info, *, grant: PlatformGrant, email: str) -> Payload:
    context = info.context
    await end_stakeholder_sessions(context.db, grant, email=email, at=context.now)
    return DONE
