"""rollbackImport."""

from people import a_person, a_tenant, member_of
from db_model.access.types import GroupRole
from reporting import imported, stored, counts
from rolling_back import rolled_back, conflicts
from sarif import a_report
from held import hits
from world import World


async def test_x(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.ARCHITECT))
    first = await imported(world, tenant, person, a_report(hits(30)))
    before = await stored(world, tenant, person)
    second = await imported(world, tenant, person, a_report(hits(20)))
    print(counts(second))
    back = await rolled_back(world, person, second["id"])
    print(back)
    assert await stored(world, tenant, person) == before
    raise SystemError
