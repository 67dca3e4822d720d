"""acknowledgeConcurrentSession."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from stakeholders.domain import acknowledge_concurrent_session


@MUTATION.field("acknowledgeConcurrentSession")
async def resolve(_: None, info: Info) -> Payload:
    context = info.context
    await acknowledge_concurrent_session(context.db, context.caller, at=context.now)
    return DONE
