"""endSession."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from db_model.types import SessionId
from stakeholders.domain import end_session


@MUTATION.field("endSession")
async def resolve(_: None, info: Info, *, id: str) -> Payload:  # noqa: A002  # the name is the API's
    context = info.context
    await end_session(context.db, context.caller, id_=SessionId(id), at=context.now)
    return DONE
