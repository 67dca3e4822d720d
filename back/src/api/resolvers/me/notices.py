"""What the caller was told lately: one query."""

from api.context import Info
from api.resolvers.me.schema import ME
from authz.access import Access
from db_model.notices.get import of_person
from db_model.notices.types import Notice


@ME.field("notices")
async def resolve(access: Access, info: Info) -> tuple[Notice, ...]:
    if access.principal.reach is not None:
        return ()  # they are of tokens, and a token with scopes knows of itself only
    return await of_person(info.context.db, access.principal.email)
