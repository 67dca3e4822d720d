"""updateAccessToken."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.resolvers.me.tokens import TokenPayload, token_payload
from db_model.types import TokenId
from kit.ids import random_id
from stakeholders.domain import replace_tokens


@MUTATION.field("updateAccessToken")
async def resolve(_: None, info: Info, *, expiration_time: int) -> TokenPayload:
    context = info.context
    made = await replace_tokens(
        context.db,
        context.caller,
        id_=TokenId(random_id()),
        expires=expiration_time,
        at=context.now,
    )
    return token_payload(made)
