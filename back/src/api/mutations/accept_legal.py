"""acceptLegal."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from stakeholders.domain import accept_legal


@MUTATION.field("acceptLegal")
async def resolve(_: None, info: Info, *, remember: bool | None = None) -> Payload:
    context = info.context
    await accept_legal(context.db, context.caller, remember=bool(remember), at=context.now)
    return DONE
