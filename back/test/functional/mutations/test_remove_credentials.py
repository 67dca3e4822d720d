"""removeCredentials."""

from db_model.access.types import OrganizationRole
from envelopes.items import SEALED
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from secrecy import HTTPS, credentials_of, do
from world import Answer, World

NOT_FOUND = ("Exception - Access denied or credential not found", "NOT_FOUND")


async def _scene(world: World, name: str = "acme") -> tuple[Tenant, Person, str]:
    tenant = await a_tenant(world, name=name)
    person = await _manager(world, tenant)
    await do(
        world,
        "addCredentials",
        person,
        organizationId=tenant.organization.id,
        credentials=HTTPS,
    )
    (held,) = await credentials_of(world, tenant, person)
    return tenant, person, held["id"]


async def _manager(world: World, tenant: Tenant) -> Person:
    roles = member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    return await a_person(world, roles)


async def _remove(world: World, tenant: Tenant, person: Person | None, id_: str) -> Answer:
    return await do(
        world,
        "removeCredentials",
        person,
        organizationId=tenant.organization.id,
        credentialsId=id_,
    )


async def test_removed_ones_leave_nothing_and_their_name_is_free(world: World) -> None:
    tenant, owner, id_ = await _scene(world)

    answer = await _remove(world, tenant, owner, id_)

    assert answer["removeCredentials"] == {"success": True}
    assert await credentials_of(world, tenant, owner) == []
    assert not any(item.kind == SEALED for item in (await world.everything()).values())
    async with nothing_written(world):
        again = await _remove(world, tenant, owner, id_)
    assert refusal(again) == NOT_FOUND


async def test_who_may_not_removes_none_and_learns_nothing(world: World) -> None:
    tenant, _, id_ = await _scene(world)
    unfit = await a_person(world, member_of(tenant))
    other, stranger, _ = await _scene(world, name="evil")

    async with nothing_written(world):
        nobody = await _remove(world, tenant, None, id_)
        denied = await _remove(world, tenant, unfit, id_)
        foreign = await _remove(world, tenant, stranger, id_)
        of_others = await _remove(world, other, stranger, id_)
        absent = await _remove(world, other, stranger, "nothing")

    assert refusal(nobody) == LOGIN_REQUIRED
    assert refusal(denied) == refusal(foreign) == ACCESS_DENIED
    assert refusal(of_others) == NOT_FOUND
    assert of_others == absent
