"""updateForcesAccessToken."""

from agents.domain import update_agent_token
from api.context import Info
from api.mutations.schema import MUTATION
from api.resolvers.me.tokens import TokenPayload, token_payload
from authz.grants import GroupGrant
from db_model.types import TokenId
from kit.ids import random_id


@MUTATION.field("updateForcesAccessToken")
async def resolve(
    _: None,
    info: Info,
    *,
    grant: GroupGrant,
    overlap_seconds: int,
    group_name: str | None = None,
) -> TokenPayload:
    del group_name  # the grant is on the group of this name
    context = info.context
    made = await update_agent_token(
        context.db,
        context.keyring,
        grant,
        id_=TokenId(random_id()),
        overlap=overlap_seconds,
        at=context.now,
    )
    if made is None:
        return TokenPayload(success=False, session_jwt=None, access_token=None)
    return token_payload(made)
