"""What a group's CI agent signs in with, and whose CI jobs are let in: a query each."""

from ariadne import ObjectType

from agents.domain import agent_token, agent_token_expiry, trust_rules
from api.context import Info
from api.dates import written
from api.resolvers.group.schema import GROUP
from authz.grants import GroupGrant
from db_model.groups.types import Group
from db_model.trust_rules.types import TrustRule

RULE = ObjectType("TrustRule")


@GROUP.field("forcesToken")
async def token(_: Group, info: Info, *, grant: GroupGrant) -> str | None:
    context = info.context
    return await agent_token(context.db, context.keyring, grant, at=context.now)


@GROUP.field("forcesExpDate")
async def expiry(_: Group, info: Info, *, grant: GroupGrant) -> str | None:
    context = info.context
    return written(await agent_token_expiry(context.db, grant, at=context.now), info)


@GROUP.field("trustRules")
async def rules(_: Group, info: Info, *, grant: GroupGrant) -> tuple[TrustRule, ...]:
    return await trust_rules(info.context.db, grant.on)


@RULE.field("scopes")
def scopes(rule: TrustRule, _: Info) -> list[str]:
    return sorted(scope.name for scope in rule.scopes)
