"""assignOrganizationRole: as assignGroupRole, for the organization itself."""

from db_model.access.types import OrganizationRole
from db_model.roles.types import RoleLevel
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, nothing_written, refusal
from roling import a_role, allowed, assigned, put_role
from world import World

MANAGER = OrganizationRole.USER_MANAGER
READ = "api_resolvers_query_organization_resolve"
NOT_FOUND = ("Exception - Access denied or role not found", "NOT_FOUND")
NO_MEMBER = ("Access denied or stakeholder not found", "NOT_FOUND")
TOO_STRONG = (
    "Exception - The role would allow what you are not allowed yourself",
    "ACCESS_DENIED",
)


async def _manager(world: World, tenant: Tenant) -> Person:
    return await a_person(world, member_of(tenant, organization_role=MANAGER))


async def test_a_role_of_the_organization_holds_in_it_and_nowhere_else(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    person = await a_person(
        world, Roles(organizations={tenant.organization.id: OrganizationRole.USER})
    )
    level, add_group = RoleLevel.ORGANIZATION, "api_mutations_add_group_mutate"
    role = await put_role(world, a_role(tenant, "opener", level=level, actions=(add_group, READ)))

    await assigned(world, tenant, manager, role, person)

    shown = await world.ask(
        "query ($id: String!) { organization(organizationId: $id) { permissions userRole } }",
        token=person.token,
        id=tenant.organization.id,
    )
    assert shown["organization"] == {"permissions": [add_group, READ], "userRole": "custom"}
    assert await allowed(world, tenant, person) is None


async def test_what_is_not_its_to_give_nobody_is_given(world: World) -> None:
    tenant, evil = await a_tenant(world), await a_tenant(world, name="evil")
    manager, user = await _manager(world, tenant), await a_person(world, member_of(tenant))
    stranger, level = await a_person(world), RoleLevel.ORGANIZATION
    billing = "api_mutations_remove_payment_method_mutate"  # a customer manager may
    role = await put_role(world, a_role(tenant, level=level, actions=(READ,)))
    strong = await put_role(world, a_role(tenant, "s", level=level, actions=(READ, billing)))
    foreign = await put_role(world, a_role(evil, level=level, actions=(READ,)))

    async with nothing_written(world):
        assert refusal(await assigned(world, tenant, manager, strong, user)) == TOO_STRONG
        assert refusal(await assigned(world, tenant, manager, foreign, user)) == NOT_FOUND
        assert refusal(await assigned(world, tenant, manager, role, stranger)) == NO_MEMBER
        assert refusal(await assigned(world, tenant, user, role, user)) == ACCESS_DENIED
        assert refusal(await assigned(world, tenant, stranger, role, user)) == ACCESS_DENIED
