"""addSecret."""

from typing import Any

import pytest

from db_model.access.types import GroupRole
from keeping import PLANTED, a_scene
from people import a_person, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, ROOT_NOT_FOUND, nothing_written, refusal
from roots.rules.secrets import LONGEST_VALUE, MOST
from secrecy import do
from world import World


async def test_a_secret_is_kept_and_changed(world: World) -> None:
    scene = await a_scene(world)

    added = await scene.add("root", description="what for")
    first = await scene.shown("root")
    await scene.add("root", value="another", key=" NAME ")
    await scene.add("root", value="", key="EMPTY")

    assert added["addSecret"] == {"success": True}
    assert first == [{"key": "NAME", "value": PLANTED, "description": "what for"}]
    assert await scene.shown("root") == [
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
        answer = await scene.add("root", **given)

    assert refusal(answer) == (f"Exception - {told}", "INVALID")


async def test_there_are_at_most_as_many_as_one_commit_removes(world: World) -> None:
    scene = await a_scene(world)
    for number in range(MOST):
        await scene.add("root", key=f"NAME{number}")

    more = await scene.add("root")
    changed = await scene.add("root", key="NAME0", value="another")

    assert refusal(more) == (f"Exception - There may be at most {MOST} secrets", "CONFLICT")
    assert changed["addSecret"] == {"success": True}
    assert len(await scene.shown("root")) == MOST


async def test_who_may_not_keeps_none_and_learns_nothing(world: World) -> None:
    scene, other = await a_scene(world), await a_scene(world, name="evil")
    await scene.add("root")
    unfit = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))

    async with nothing_written(world):
        nobody = await do(
            world,
            "addSecret",
            None,
            groupName=scene.tenant.group.name,
            key="NAME",
            rootId=scene.tenant.root.id,
            value="v",
        )
        denied = await scene.add("root", unfit)
        foreign = await scene.add("root", other.person)
        of_others = await other.add("root", rootId=scene.tenant.root.id)
        absent = await other.add("root", rootId="nothing")

    assert refusal(nobody) == LOGIN_REQUIRED
    assert refusal(denied) == refusal(foreign) == ACCESS_DENIED
    assert refusal(absent) == ROOT_NOT_FOUND
    assert refusal(of_others) == ROOT_NOT_FOUND


async def test_who_may_not_read_is_shown_the_root_without_them(world: World) -> None:
    scene = await a_scene(world)
    await scene.add("root")
    await scene.add("environment")
    user = await a_person(world, member_of(scene.tenant, GroupRole.USER))

    query = (
        "query ($g: String!, $r: ID!) { root(groupName: $g, rootId: $r) { ... on GitRoot "
        "{ nickname gitEnvironmentUrls { secrets { value } } } } }"
    )
    answer = await world.ask(
        query, token=user.token, g=scene.tenant.group.name, r=scene.tenant.root.id
    )

    assert answer.messages == ["Access denied"]
    assert answer.data is not None
    assert answer.data["root"]["gitEnvironmentUrls"] == [{"secrets": None}]


async def test_each_read_is_audited_and_nothing_stored_shows_a_value(world: World) -> None:
    scene = await a_scene(world)
    await scene.add("root")
    await scene.add("environment")
    await scene.shown("root")
    await world.indexed()

    trail = await world.ask(
        "query ($g: String!) { group(groupName: $g) { auditTrail { edges { node "
        "{ principal changes { kind operation ids } } } } } }",
        token=scene.person.token,
        g=scene.tenant.group.name,
    )

    told = {
        (change["operation"], *sorted(change["ids"]))
        for edge in trail["group"]["auditTrail"]["edges"]
        for change in edge["node"]["changes"]
        if change["kind"] == "secret"
    }
    of_root, of_place = f"ROOT#{scene.tenant.root.id}#NAME", f"ENV#{scene.place}#NAME"
    assert {id_ for operation, *ids in told if operation == "CREATED" for id_ in ids} == {
        of_root,
        of_place,
    }
    assert {id_ for operation, *ids in told if operation == "READ" for id_ in ids} == {
        of_root,
        of_place,
    }
    everything = await world.everything()
    assert not any(PLANTED.encode() in item.body for item in everything.values())
