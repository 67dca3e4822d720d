"""rotateAccessToken."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.resolvers.me.tokens import TokenPayload, token_payload
from db_model.types import TokenId
from kit.ids import random_id
from stakeholders.domain import rotate_token


@MUTATION.field("rotateAccessToken")
async def resolve(
    _: None,
    info: Info,
    *,
    id: str,  # noqa: A002  # the name is the API's
    overlap_seconds: int,
) -> TokenPayload:
    context = info.context
    made = await rotate_token(
        context.db,
        context.caller,
        TokenId(id),
        id_=TokenId(random_id()),
        overlap=overlap_seconds,
        at=context.now,
    )
    return token_payload(made)
