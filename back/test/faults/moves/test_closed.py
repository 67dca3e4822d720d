"""What nobody may do to a root while it is moved, at either end; reading is not kept out."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

import pytest

from functional.mutations.test_activate_root import activate
from functional.mutations.test_deactivate_root import deactivate
from functional.mutations.test_move_root import BEING_MOVED, ENVIRONMENT
from functional.mutations.test_remove_environment_url import REMOVE as REMOVE_ENVIRONMENT
from functional.mutations.test_update_git_root import UPDATE as UPDATE_GIT
from functional.mutations.test_update_ip_root import UPDATE as UPDATE_IP
from functional.mutations.test_update_url_root import UPDATE as UPDATE_URL
from functional.queries.test_root import ROOT
from jobs_by_hand import held_before
from moves.domain.job import MOVE
from moving import NEW, Ground, a_ground, black_ground, move, moved_as, subject
from people import Tenant
from refusals import Refusal, refusal
from reporting import send_report
from sarif import Hit, a_report
from store.types import Page
from world import Answer, World

NOT_ACTIVE: Final = ("Exception - The root is not active", "INVALID")
BAD_VALUE: Final = ("Exception - Error value is not valid", "INVALID")
ENVIRONMENTS: Final = """
query ($groupName: String!) { group(groupName: $groupName) { roots { ... on GitRoot {
  gitEnvironmentUrls { id }
} } } }
"""
Asked: TypeAlias = Callable[[World, Ground, Tenant], Awaitable[Answer]]


async def _import(world: World, ground: Ground, end: Tenant) -> Answer:
    return await send_report(world, end, ground.person.token, a_report([Hit()]))


async def _update(world: World, ground: Ground, end: Tenant) -> Answer:
    state = end.root.state
    return await world.ask(
        UPDATE_GIT,
        token=ground.person.token,
        groupName=end.group.name,
        id=end.root.id,
        url=state.url,
        branch="other",
        environment=state.environment,
        includesHealthCheck=False,
        gitignore=[],
    )


async def _deactivate(world: World, ground: Ground, end: Tenant) -> Answer:
    return await deactivate(world, end, ground.person)


async def _activate(world: World, ground: Ground, end: Tenant) -> Answer:
    return await activate(world, end, ground.person)


async def _tell(world: World, ground: Ground, end: Tenant) -> Answer:
    given = {"groupName": end.group.name, "rootId": end.root.id}
    return await world.ask(ENVIRONMENT, token=ground.person.token, **given)


async def _untell(world: World, ground: Ground, end: Tenant) -> Answer:
    told = await world.ask(
        ENVIRONMENTS, token=ground.person.token, groupName=ground.tenant.group.name
    )
    (root,) = told["group"]["roots"]
    (place,) = root["gitEnvironmentUrls"]
    given = {"groupName": end.group.name, "rootId": end.root.id, "urlId": place["id"]}
    return await world.ask(REMOVE_ENVIRONMENT, token=ground.person.token, **given)


async def _move(world: World, ground: Ground, end: Tenant) -> Answer:
    given = {"groupName": end.group.name, "id": end.root.id}
    return await move(world, ground, ground.person, **given, targetGroupName=ground.third.name)


@pytest.mark.parametrize(
    ("ask", "of_old", "of_new"),
    [
        (_import, NOT_ACTIVE, BEING_MOVED),
        (_update, NOT_ACTIVE, BEING_MOVED),
        (_activate, BEING_MOVED, None),
        (_deactivate, None, BEING_MOVED),
        (_tell, BEING_MOVED, BEING_MOVED),
        (_untell, BEING_MOVED, None),
        (_move, BAD_VALUE, BEING_MOVED),
    ],
)
async def test_a_root_that_is_moved_takes_no_change_until_it_is_there(
    world: World, ask: Asked, of_old: Refusal | None, of_new: Refusal | None
) -> None:
    ground = await a_ground(world)
    await _tell(world, ground, ground.tenant)
    await held_before(world, MOVE, subject(ground))
    await moved_as(world, ground)
    before = await _stored(world)

    old = await ask(world, ground, ground.tenant)
    new = await ask(world, ground, ground.other_end)

    assert await _stored(world) == before
    # What is so already is answered as that, and an environment comes with the job.
    assert (refusal(old) if of_old else None) == of_old
    assert (refusal(new) if of_new else None) == of_new


async def test_it_takes_changes_again_once_all_is_there(world: World) -> None:
    ground = await a_ground(world)
    await moved_as(world, ground)
    await world.contents()

    answer = await _update(world, ground, ground.other_end)

    assert answer["updateGitRoot"] == {"success": True}


async def test_people_read_both_ends_all_the_while(world: World) -> None:
    ground = await a_ground(world)
    await held_before(world, MOVE, subject(ground))
    await moved_as(world, ground)
    ends = (ground.tenant, ground.other_end)

    answers = [
        await world.ask(ROOT, token=ground.person.token, group=end.group.name, id=end.root.id)
        for end in ends
    ]

    assert [answer["root"]["state"] for answer in answers] == ["INACTIVE", "ACTIVE"]


@pytest.mark.parametrize("kind", ["ip", "url"])
async def test_machines_and_sites_keep_their_names_as_long(world: World, kind: str) -> None:
    ground = await black_ground(world, kind)
    await held_before(world, MOVE, subject(ground))
    await moved_as(world, ground)

    answer = await world.ask(
        UPDATE_IP if kind == "ip" else UPDATE_URL,
        token=ground.person.token,
        groupName=ground.target.name,
        rootId=NEW,
        nickname="another",
    )

    assert refusal(answer) == BEING_MOVED


async def _stored(world: World) -> Page:
    return await world.service.engines.store.scan(segment=0, segments=1, after=None, limit=1000)
