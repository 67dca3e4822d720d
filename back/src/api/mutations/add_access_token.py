"""addAccessToken."""

from typing import TypedDict

from api.context import Info
from api.mutations.schema import MUTATION
from db_model.types import TokenId
from kit.ids import random_id
from stakeholders.domain import add_token


class Payload(TypedDict):
    success: bool
    session_jwt: str


@MUTATION.field("addAccessToken")
async def resolve(_: None, info: Info, *, expiration_time: int, name: str) -> Payload:
    context = info.context
    text = await add_token(
        context.db,
        context.caller,
        id_=TokenId(random_id()),
        name=name,
        expires=expiration_time,
        at=context.now,
    )
    return Payload(success=True, session_jwt=text)
