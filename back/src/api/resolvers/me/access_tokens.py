"""The caller's tokens, with their last use: one get for all."""

from datetime import datetime
from typing import TypedDict

from api.context import Info
from api.resolvers.me.schema import ME
from authz.access import Access
from db_model.api_tokens.get import uses


class Token(TypedDict):
    id: str
    name: str
    issued_at: int
    last_use: datetime | None


@ME.field("accessTokens")
async def resolve(access: Access, info: Info) -> list[Token]:
    last = await uses(info.context.db, [token.id for token in access.tokens])
    return [
        Token(
            id=token.id,
            name=token.name,
            issued_at=int(token.issued_at.timestamp()),
            last_use=use.at if use else None,
        )
        for token, use in zip(access.tokens, last, strict=True)
    ]
