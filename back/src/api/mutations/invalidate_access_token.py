"""invalidateAccessToken."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from db_model.types import TokenId
from stakeholders.domain import invalidate_token


@MUTATION.field("invalidateAccessToken")
async def resolve(_: None, info: Info, *, id: str | None = None) -> Payload:  # noqa: A002  # the name is the API's
    context = info.context
    chosen = None if id is None else TokenId(id)
    await invalidate_token(context.db, context.caller, id_=chosen, at=context.now)
    return DONE
