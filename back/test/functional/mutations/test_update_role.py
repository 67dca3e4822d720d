"""updateRole: what it says holds at once, and it gains nothing that its changer has not."""

from db_model.access.types import GroupRole, OrganizationRole
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import nothing_written, refusal
from roling import READING, a_role, allowed, assigned, changed, put_role
from world import World

TOO_STRONG = (
    "Exception - The role would allow what you are not allowed yourself",
    "ACCESS_DENIED",
)
NOT_FOUND = ("Exception - Access denied or role not found", "NOT_FOUND")
REMOVE_GROUP = "api_mutations_remove_group_mutate"
MANAGER = OrganizationRole.USER_MANAGER


async def _manager(world: World, tenant: Tenant) -> Person:
    return await a_person(world, member_of(tenant, organization_role=MANAGER))


async def test_a_foreign_role_is_as_absent_as_one_that_never_was(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    manager = await _manager(world, tenant)
    foreign = await put_role(world, a_role(other))
    absent = a_role(tenant, "never")

    async with nothing_written(world):
        for role in (foreign, absent):
            assert refusal(await changed(world, tenant, manager, role, *READING)) == NOT_FOUND


async def test_a_change_holds_at_the_very_next_request_of_all_who_have_the_role(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    role = await put_role(world, a_role(tenant))
    assert (await assigned(world, tenant, manager, role, person)).messages == []
    assert await allowed(world, tenant, person) == set(READING)

    answer = await changed(world, tenant, manager, role, *READING, REMOVE_GROUP)

    assert answer.messages == []
    assert await allowed(world, tenant, person) == {*READING, REMOVE_GROUP}


async def test_a_role_gains_nothing_where_who_changes_it_is_not_allowed_it(world: World) -> None:
    tenant = await a_tenant(world)
    inside = await _manager(world, tenant)
    outside = await a_person(world, Roles(organizations={tenant.organization.id: MANAGER}))
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    role = await put_role(world, a_role(tenant))
    await assigned(world, tenant, inside, role, person)

    async with nothing_written(world):
        refused = await changed(world, tenant, outside, role, *READING, REMOVE_GROUP)
    less = await changed(world, tenant, outside, role, READING[1])

    assert refusal(refused) == TOO_STRONG
    assert less.messages == []
    assert await allowed(world, tenant, person) == {READING[1]}
