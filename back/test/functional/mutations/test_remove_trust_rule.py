"""removeTrustRule; that whom it let in is out at once is tested with the exchange."""

from collections.abc import AsyncIterator

import pytest_asyncio

from db_model.access.types import GroupRole
from people import a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from trusting import REMOVE, Pipelines, pipelines_of
from world import World

RULES = "query ($name: String!) { group(groupName: $name) { trustRules { id } } }"
NOT_FOUND = ("Exception - Access denied or trust rule not found", "NOT_FOUND")


@pytest_asyncio.fixture
async def pipelines(world: World) -> AsyncIterator[Pipelines]:
    async with pipelines_of(world, await a_tenant(world)) as found:
        yield found


async def test_a_rule_is_removed_and_the_others_stay(pipelines: Pipelines) -> None:
    world, name = pipelines.world, pipelines.tenant.group.name
    gone, stays = await pipelines.trust(), await pipelines.trust()

    answer = await world.ask(REMOVE, token=pipelines.manager.token, groupName=name, id=gone)

    seen = await world.ask(RULES, token=pipelines.manager.token, name=name)
    assert answer["removeTrustRule"] == {"success": True}
    assert seen["group"]["trustRules"] == [{"id": stays}]


async def test_who_may_not_removes_none(pipelines: Pipelines) -> None:
    world, name = pipelines.world, pipelines.tenant.group.name
    rule = await pipelines.trust()
    user = await a_person(world, member_of(pipelines.tenant, GroupRole.USER))
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    async with nothing_written(world):
        answers = [
            await world.ask(REMOVE, token=token, groupName=name, id=rule)
            for token in (user.token, stranger.token, None)
        ]

    assert list(map(refusal, answers)) == [ACCESS_DENIED, ACCESS_DENIED, LOGIN_REQUIRED]


async def test_a_rule_of_another_group_is_as_absent_as_one_that_never_was(
    pipelines: Pipelines,
) -> None:
    world, name = pipelines.world, pipelines.tenant.group.name
    async with pipelines_of(world, await a_tenant(world, name="evil")) as other:
        theirs = await other.trust()

    async with nothing_written(world):
        foreign = await world.ask(REMOVE, token=pipelines.manager.token, groupName=name, id=theirs)
        absent = await world.ask(REMOVE, token=pipelines.manager.token, groupName=name, id="x")

    assert refusal(foreign) == NOT_FOUND
    assert foreign == absent
