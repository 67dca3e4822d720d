"""removeSecret."""

from db_model.access.types import GroupRole
from keeping import NOT_FOUND, a_scene
from people import a_person, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, ROOT_NOT_FOUND, nothing_written, refusal
from secrecy import do
from world import World


async def test_a_secret_is_removed_and_no_other(world: World) -> None:
    scene = await a_scene(world)
    await scene.add("root")
    await scene.add("root", key="OTHER")
    await scene.add("environment")

    removed = await scene.remove("root")

    assert removed["removeSecret"] == {"success": True}
    assert [each["key"] for each in await scene.shown("root")] == ["OTHER"]
    assert [each["key"] for each in await scene.shown("environment")] == ["NAME"]
    async with nothing_written(world):
        again = await scene.remove("root")
    assert refusal(again) == NOT_FOUND


async def test_who_may_not_removes_none_and_learns_nothing(world: World) -> None:
    scene, other = await a_scene(world), await a_scene(world, name="evil")
    await scene.add("root")
    unfit = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))

    async with nothing_written(world):
        nobody = await do(
            world,
            "removeSecret",
            None,
            groupName=scene.tenant.group.name,
            key="NAME",
            rootId=scene.tenant.root.id,
        )
        denied = await scene.remove("root", unfit)
        foreign = await scene.remove("root", other.person)
        of_others = await other.remove("root", rootId=scene.tenant.root.id)
        absent = await other.remove("root", rootId="nothing")

    assert refusal(nobody) == LOGIN_REQUIRED
    assert refusal(denied) == refusal(foreign) == ACCESS_DENIED
    assert refusal(absent) == ROOT_NOT_FOUND
    assert refusal(of_others) == ROOT_NOT_FOUND
