"""addAccessToken."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.resolvers.me.tokens import TokenPayload, token_payload
from db_model.api_tokens.types import Scope
from db_model.types import GroupName, OrganizationId, TokenId
from kit.ids import random_id
from stakeholders.domain import add_token
from stakeholders.types import AskedReach, NewToken


@MUTATION.field("addAccessToken")
async def resolve(
    _: None,
    info: Info,
    *,
    expiration_time: int,
    name: str,
    **reach: list[str] | None,
) -> TokenPayload:
    context = info.context
    new = NewToken(
        id=TokenId(random_id()), name=name, expires=expiration_time, reach=_reach(**reach)
    )
    made = await add_token(context.db, context.caller, new, at=context.now)
    return token_payload(made)


def _reach(
    *,
    scopes: list[str] | None = None,
    organizations: list[str] | None = None,
    groups: list[str] | None = None,
) -> AskedReach:
    return AskedReach(
        scopes=None if scopes is None else tuple(Scope[scope] for scope in scopes),
        organizations=None if organizations is None else tuple(map(OrganizationId, organizations)),
        groups=None if groups is None else tuple(map(GroupName, groups)),
    )
