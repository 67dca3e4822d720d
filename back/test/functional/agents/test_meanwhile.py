"""What others do between what a use case of CI agents read and its commit."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from agents.domain import exchange
from agents.errors import AssertionRefused
from agents.types import Exchange
from cutting import At, Watched
from db_model.context import Origin
from fetches.fetch import Fetcher
from groups.rules import service_account
from issuers.named import NamedIssuers
from people import a_tenant
from store.requests import RequestStore
from trusting import REMOVE, Pipelines, pipelines_of
from world import World


@pytest_asyncio.fixture
async def pipelines(world: World) -> AsyncIterator[Pipelines]:
    async with pipelines_of(world, await a_tenant(world)) as found:
        yield found


async def test_a_rule_that_is_removed_meanwhile_lets_nobody_in(pipelines: Pipelines) -> None:
    world, group = pipelines.world, pipelines.tenant.group.name
    rule = await pipelines.trust()
    removed = At(
        1, lambda: world.ask(REMOVE, token=pipelines.manager.token, groupName=group, id=rule)
    )
    db = RequestStore(Watched(world.store, meanwhile=removed))
    issuers = NamedIssuers(Fetcher(inner=frozenset({pipelines.issuer.url})))
    asked = Exchange(group=group, token=pipelines.issuer.token(world))

    with pytest.raises(AssertionRefused):
        await exchange(
            db, issuers, asked, origin=Origin(principal=service_account(group), at=world.clock())
        )

    contents = (await world.everything()).values()
    assert not {"exchanged", "trust-rule"} & {item.kind for item in contents}


async def test_of_rules_that_are_added_at_once_no_more_than_twenty_stay(
    pipelines: Pipelines,
) -> None:
    for _ in range(19):
        await pipelines.trust()

    answers = await asyncio.gather(*(pipelines.trust() for _ in range(3)), return_exceptions=True)

    seen = await pipelines.world.ask(
        "query ($name: String!) { group(groupName: $name) { trustRules { id } } }",
        token=pipelines.manager.token,
        name=pipelines.tenant.group.name,
    )
    assert sum(isinstance(each, str) for each in answers) == 1
    assert len(seen["group"]["trustRules"]) == 20
