"""addGitEnvironmentSecret."""

from typing import Any

import pytest

from db_model.access.types import GroupRole
from keeping import NO_PLACE, PLANTED, a_scene
from people import a_person, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from roots.rules.secrets import LONGEST_VALUE, MOST
from secrecy import a_place, do
from world import World


async def test_a_secret_is_kept_and_changed(world: World) -> None:
    scene = await a_scene(world)

    added = await scene.add("environment", description="what for")
    first = await scene.shown("environment")
    await scene.add("environment", value="another", key=" NAME ")
    await scene.add("environment", value="", key="EMPTY")

    assert added["addGitEnvironmentSecret"] == {"success": True}
    assert first == [{"key": "NAME", "value": PLANTED, "description": "what for"}]
    assert await scene.shown("environment") == [
        {"key": "EMPTY", "value": "", "description": None},
        {"key": "NAME", "value": "another", "description": None},
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"key": " "}, "Field cannot fill with blank characters"),
        ({"key": "k" * 101}, "Invalid field length in form"),
        ({"key": "two\nlines"}, "Invalid characters in key"),
        ({"value": "v" * (LONGEST_VALUE + 1)}, "Invalid field length in form"),
        ({"description": "d" * 501}, "Invalid field length in form"),
    ],
)
async def test_what_does_not_fit_is_refused(world: World, given: dict[str, Any], told: str) -> None:
    scene = await a_scene(world)

    async with nothing_written(world):
        answer = await scene.add("environment", **given)

    assert refusal(answer) == (f"Exception - {told}", "INVALID")


async def test_there_are_at_most_as_many_as_one_commit_removes(world: World) -> None:
    scene = await a_scene(world)
    for number in range(MOST):
        await scene.add("environment", key=f"NAME{number}")

    more = await scene.add("environment")
    changed = await scene.add("environment", key="NAME0", value="another")

    assert refusal(more) == (f"Exception - There may be at most {MOST} secrets", "CONFLICT")
    assert changed["addGitEnvironmentSecret"] == {"success": True}
    assert len(await scene.shown("environment")) == MOST


async def test_who_may_not_keeps_none_and_learns_nothing(world: World) -> None:
    scene, other = await a_scene(world), await a_scene(world, name="evil")
    await scene.add("environment")
    unfit = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))

    async with nothing_written(world):
        nobody = await do(
            world,
            "addGitEnvironmentSecret",
            None,
            groupName=scene.tenant.group.name,
            key="NAME",
            urlId=scene.place,
            value="v",
        )
        denied = await scene.add("environment", unfit)
        foreign = await scene.add("environment", other.person)
        of_others = await other.add("environment", urlId="f" * 40)
        absent = await other.add("environment", urlId="nothing")

    assert refusal(nobody) == LOGIN_REQUIRED
    assert refusal(denied) == refusal(foreign) == ACCESS_DENIED
    assert refusal(absent) == NO_PLACE
    assert refusal(of_others) == NO_PLACE


async def test_a_place_that_is_removed_takes_its_secrets_along(world: World) -> None:
    scene = await a_scene(world)
    for number in range(MOST):
        await scene.add("environment", key=f"NAME{number}")

    removed = await world.ask(
        "mutation ($g: String!, $r: ID!, $u: String!) "
        "{ removeEnvironmentUrl(groupName: $g rootId: $r urlId: $u) { success } }",
        token=scene.person.token,
        g=scene.tenant.group.name,
        r=scene.tenant.root.id,
        u=scene.place,
    )

    assert removed["removeEnvironmentUrl"] == {"success": True}
    kinds = {item.kind for item in (await world.contents()).values()}
    assert not {"secret", "sealed"} & kinds
    assert refusal(await scene.add("environment")) == NO_PLACE
    await a_place(world, scene.tenant, scene.person)
    assert await scene.shown("environment") == []
