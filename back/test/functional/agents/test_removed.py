"""A removed group lets nobody in, and nothing is left of what its CI agent signed in with."""

from collections.abc import AsyncIterator

import pytest_asyncio

from people import a_tenant
from refusals import LOGIN_REQUIRED, refusal
from trusting import Pipelines, pipelines_of, told
from world import World

REMOVE = """
mutation ($name: String!) {
  removeGroup(groupName: $name reason: OTHER comments: "over") { success }
}
"""
UPDATE = "mutation ($name: String) { updateForcesAccessToken(groupName: $name) { sessionJwt } }"
ME = "{ me { userEmail } }"


@pytest_asyncio.fixture
async def pipelines(world: World) -> AsyncIterator[Pipelines]:
    async with pipelines_of(world, await a_tenant(world)) as found:
        yield found


async def test_a_removed_group_lets_nobody_in(pipelines: Pipelines) -> None:
    world, name, manager = pipelines.world, pipelines.tenant.group.name, pipelines.manager
    await pipelines.trust()
    job = await pipelines.let_in()
    made = await world.ask(UPDATE, token=manager.token, name=name)
    agent = made["updateForcesAccessToken"]["sessionJwt"]

    removed = await world.ask(REMOVE, token=manager.token, name=name)
    contents = await world.contents()

    assert not removed.errors
    assert refusal(await world.ask(ME, token=job)) == LOGIN_REQUIRED
    assert refusal(await world.ask(ME, token=agent)) == LOGIN_REQUIRED
    assert told(await pipelines.exchange()) == (400, "invalid_request")
    assert not {"trust-rule", "sealed", "api-token"} & {item.kind for item in contents.values()}
