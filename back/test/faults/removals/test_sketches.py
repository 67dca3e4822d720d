"""The sketches of a group that is removed, and the keys of its roots, are gone with it."""

from db_model.types import ImportId
from functional.mutations.test_remove_group import remove
from people import a_person, a_tenant, member_of
from preparing import files_of, key_of, prepared
from removing import OLD, files
from reporting import imported
from roots.rules.sketches import path
from sarif import Hit, a_report
from world import World


async def test_nothing_is_left_of_them(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    key = await key_of(world, tenant, person)
    report = prepared(a_report([Hit(line=1)]), {"app/db.py": ["x"]}, key)
    made = await imported(world, tenant, person, report)
    assert await files_of(world, tenant.root) == [made["id"]]

    answer = await remove(world, tenant.group.name, person)
    assert answer["removeGroup"] == {"success": True}
    await world.contents()

    assert await files(world) == []
    late = path(tenant.root.id, ImportId("z-late"))
    await world.service.engines.blobs.put(late, b"of a run that was at its plan")
    world.clock.advance(OLD)
    world.service.bell.stir()
    kinds = {item.kind for item in (await world.contents()).values()}
    assert await files(world) == []
    assert kinds.isdisjoint({"sketch-key", "sealed", "data-key", "root-sketches"})
