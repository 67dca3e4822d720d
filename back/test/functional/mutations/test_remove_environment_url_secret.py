"""removeEnvironmentUrlSecret."""

from db_model.access.types import GroupRole
from keeping import NO_PLACE, NOT_FOUND, a_scene
from people import a_person, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from secrecy import do
from world import World


async def test_a_secret_is_removed_and_no_other(world: World) -> None:
    scene = await a_scene(world)
    await scene.add("environment")
    await scene.add("environment", key="OTHER")
    await scene.add("root")

    removed = await scene.remove("environment")

    assert removed["removeEnvironmentUrlSecret"] == {"success": True}
    assert [each["key"] for each in await scene.shown("environment")] == ["OTHER"]
    assert [each["key"] for each in await scene.shown("root")] == ["NAME"]
    async with nothing_written(world):
        again = await scene.remove("environment")
    assert refusal(again) == NOT_FOUND


async def test_who_may_not_removes_none_and_learns_nothing(world: World) -> None:
    scene, other = await a_scene(world), await a_scene(world, name="evil")
    await scene.add("environment")
    unfit = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))

    async with nothing_written(world):
        nobody = await do(
            world,
            "removeEnvironmentUrlSecret",
            None,
            groupName=scene.tenant.group.name,
            key="NAME",
            urlId=scene.place,
        )
        denied = await scene.remove("environment", unfit)
        foreign = await scene.remove("environment", other.person)
        of_others = await other.remove("environment", urlId=scene.place)
        absent = await other.remove("environment", urlId="nothing")

    assert refusal(nobody) == LOGIN_REQUIRED
    assert refusal(denied) == refusal(foreign) == ACCESS_DENIED
    assert refusal(absent) == NO_PLACE
    assert refusal(of_others) == NOT_FOUND
