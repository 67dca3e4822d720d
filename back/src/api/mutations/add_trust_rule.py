"""addTrustRule."""

from typing import TypedDict, Unpack

from agents.domain import add_trust_rule
from agents.types import NewRule
from api.context import Info
from api.mutations.schema import MUTATION
from authz.grants import GroupGrant
from db_model.api_tokens.types import Scope
from db_model.trust_rules.types import Condition, TrustRule
from db_model.types import RuleId
from kit.ids import random_id


class Arguments(TypedDict):
    group_name: str
    issuer: str
    audience: str
    conditions: list[dict[str, str]]
    scopes: list[str]


class RulePayload(TypedDict):
    success: bool
    rule: TrustRule


@MUTATION.field("addTrustRule")
async def resolve(
    _: None, info: Info, *, grant: GroupGrant, **given: Unpack[Arguments]
) -> RulePayload:
    new = NewRule(
        id=RuleId(random_id()),
        issuer=given["issuer"],
        audience=given["audience"],
        conditions=tuple(Condition(**condition) for condition in given["conditions"]),
        scopes=tuple(Scope[scope] for scope in given["scopes"]),
    )
    rule = await add_trust_rule(info.context.db, grant, new, at=info.context.now)
    return RulePayload(success=True, rule=rule)
