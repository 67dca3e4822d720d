"""CI jobs of a test's world, and the rules that let them in."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from httpx import AsyncClient, Response

from agents.rules import rule_from
from agents.types import NewRule
from db_model.api_tokens.types import Scope
from db_model.trust_rules.add import added
from db_model.trust_rules.types import Condition
from db_model.types import RuleId
from issuing import AUDIENCE, Issuer, an_issuer
from people import BUILDER, Person, Tenant, a_person, an_agent_of, member_of
from populations import put
from settings.workloads import Workloads
from world import START, World, served

GRANT: Final = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN: Final = "urn:ietf:params:oauth:token-type:id_token"
MAIN: Final = [
    {"claim": "repository", "pattern": "acme/*"},
    {"claim": "ref", "pattern": "refs/heads/main"},
]
ADD: Final = """
mutation (
  $groupName: String! $issuer: String! $audience: String! $conditions: [TrustConditionInput!]!
  $scopes: [TokenScope!]!
) {
  addTrustRule(
    groupName: $groupName issuer: $issuer audience: $audience conditions: $conditions
    scopes: $scopes
  ) { success rule { id issuer audience scopes createdBy conditions { claim pattern } } }
}
"""
REMOVE: Final = """
mutation ($groupName: String! $id: ID!) {
  removeTrustRule(groupName: $groupName id: $id) { success }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipelines:
    """A service that asks ``issuer``, though it is of the inner network, and a group's manager."""

    world: World
    client: AsyncClient
    issuer: Issuer
    tenant: Tenant
    manager: Person

    async def trust(self, **changed: object) -> str:
        """Add a rule for the main branches of the owner's repositories; return its id."""
        given = {
            "groupName": self.tenant.group.name,
            "issuer": self.issuer.url,
            "audience": AUDIENCE,
            "conditions": MAIN,
            "scopes": ["IMPORT", "GATE"],
            **changed,
        }
        answer = await self.world.ask(ADD, token=self.manager.token, **given)
        return str(answer["addTrustRule"]["rule"]["id"])

    async def exchange(self, token: str | None = None, **changed: str | None) -> Response:
        """Send a job's token, as RFC 8693 has it sent; ``None`` takes a field away."""
        form = {
            "grant_type": GRANT,
            "subject_token": token or self.issuer.token(self.world),
            "subject_token_type": ID_TOKEN,
            "audience": self.tenant.group.name,
            **changed,
        }
        return await self.post({n: value for n, value in form.items() if value is not None})

    async def post(self, form: dict[str, str] | Sequence[tuple[str, str]]) -> Response:
        return await self.client.post("/token", data=form if isinstance(form, dict) else dict(form))

    async def let_in(self, token: str | None = None, **changed: str | None) -> str:
        answer = (await self.exchange(token, **changed)).json()
        return str(answer["access_token"])


async def a_rule_of(world: World, tenant: Tenant) -> str:
    """Put the account of the CI agent of a group there, with a rule; return the rule's id."""
    await an_agent_of(world, tenant)
    new = NewRule(
        id=RuleId(f"rule-of-{tenant.group.name}"),
        issuer="https://token.actions.githubusercontent.com",
        audience=AUDIENCE,
        conditions=(Condition(claim="repository", pattern=f"{tenant.group.name}/*"),),
        scopes=(Scope.GATE,),
    )
    rule = rule_from(new, tenant.group.name, (), by=BUILDER, at=START)
    await put(world, [added(rule)])
    return rule.id


@asynccontextmanager
async def pipelines_of(world: World, tenant: Tenant) -> AsyncIterator[Pipelines]:
    """Give the CI of a tenant, and the service of ``world`` that knows it."""
    manager = await a_person(world, member_of(tenant))
    await an_agent_of(world, tenant)
    async with an_issuer() as issuer:
        settings = replace(world.service.settings, workloads=Workloads(inner_issuers=issuer.url))
        service = replace(world.service, settings=settings, used={})
        async with served(service) as (_, client):
            yield Pipelines(
                world=world, client=client, issuer=issuer, tenant=tenant, manager=manager
            )


def told(response: Response) -> tuple[int, Any]:
    """Return the status and the error code of an answer."""
    return response.status_code, response.json().get("error")
