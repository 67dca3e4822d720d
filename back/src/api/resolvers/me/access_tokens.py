"""The caller's tokens, with their last use: one get for all."""

from api.context import Info
from api.resolvers.me.schema import ME
from api.resolvers.me.tokens import Token, shown
from authz.access import Access
from db_model.api_tokens.get import uses


@ME.field("accessTokens")
async def resolve(access: Access, info: Info) -> list[Token]:
    principal = access.principal
    # A token with scopes is shown itself and no other.
    tokens = [
        token
        for token in access.tokens
        if principal.reach is None or token.id == principal.token_id
    ]
    last = await uses(info.context.db, [token.id for token in tokens])
    return [shown(token, use) for token, use in zip(tokens, last, strict=True)]
