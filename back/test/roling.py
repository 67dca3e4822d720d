"""Roles that organizations of a test's world have defined, and what is asked of them."""

from typing import Any, Final

from db_model.roles.add import added
from db_model.roles.types import CustomRole, RoleLevel
from db_model.types import RoleId
from kit.time import milliseconds
from people import BUILDER, Person, Tenant
from populations import put
from world import START, Answer, World

ADD: Final = """
mutation ($organizationId: String! $name: String! $level: RoleLevel! $actions: [String!]!) {
  addRole(organizationId: $organizationId name: $name level: $level actions: $actions) {
    success role { id name level actions modifiedBy modifiedAt }
  }
}
"""
UPDATE: Final = """
mutation ($organizationId: String! $roleId: ID! $name: String! $actions: [String!]!) {
  updateRole(organizationId: $organizationId roleId: $roleId name: $name actions: $actions) {
    success role { id name actions }
  }
}
"""
REMOVE: Final = """
mutation ($organizationId: String! $roleId: ID! $replacement: String) {
  removeRole(organizationId: $organizationId roleId: $roleId replacement: $replacement) {
    success
  }
}
"""
ASSIGN: Final = """
mutation ($groupName: String! $roleId: ID! $email: String!) {
  assignGroupRole(groupName: $groupName roleId: $roleId userEmail: $email) {
    success modifiedStakeholder { email role customRole { id name } }
  }
}
"""
ASSIGN_IN_ORGANIZATION: Final = """
mutation ($organizationId: String! $roleId: ID! $email: String!) {
  assignOrganizationRole(organizationId: $organizationId roleId: $roleId userEmail: $email) {
    success modifiedStakeholder { email role customRole { id name } }
  }
}
"""
ROLES: Final = """
query ($id: String!) { organization(organizationId: $id) { roles { id name level actions } } }
"""
ALLOWED: Final = "query ($name: String!) { group(groupName: $name) { permissions userRole } }"
READING: Final = ("api_resolvers_query_finding_resolve", "api_resolvers_query_group_resolve")


def a_role(
    tenant: Tenant,
    name: str = "auditor",
    *,
    level: RoleLevel = RoleLevel.GROUP,
    actions: tuple[str, ...] = READING,
) -> CustomRole:
    return CustomRole(
        id=RoleId(f"role-{name}-of-{tenant.organization.name}"),
        organization_id=tenant.organization.id,
        name=name,
        level=level,
        actions=actions,
        modified_by=BUILDER,
        modified_at=START,
        version=milliseconds(START),
    )


async def put_role(world: World, role: CustomRole) -> CustomRole:
    await put(world, [*added(role)])
    return role


async def assigned(
    world: World, tenant: Tenant, by: Person, role: CustomRole, person: Person
) -> Answer:
    """Ask as ``by`` that ``person`` get ``role`` where it is held."""
    token, id_, email = by.token, role.id, person.email
    if role.level is RoleLevel.GROUP:
        name = tenant.group.name
        return await world.ask(ASSIGN, token=token, groupName=name, roleId=id_, email=email)
    organization = tenant.organization.id
    return await world.ask(
        ASSIGN_IN_ORGANIZATION, token=token, organizationId=organization, roleId=id_, email=email
    )


async def removed(
    world: World, tenant: Tenant, by: Person, role: CustomRole, replacement: str | None = None
) -> Answer:
    return await world.ask(
        REMOVE,
        token=by.token,
        organizationId=tenant.organization.id,
        roleId=role.id,
        replacement=replacement,
    )


async def changed(
    world: World, tenant: Tenant, by: Person, role: CustomRole, *actions: str
) -> Answer:
    return await world.ask(
        UPDATE,
        token=by.token,
        organizationId=tenant.organization.id,
        roleId=role.id,
        name=role.name,
        actions=list(actions),
    )


async def allowed(world: World, tenant: Tenant, person: Person) -> set[str] | None:
    """Return what ``person`` is shown that it may do in the group; ``None`` if it sees none."""
    answer = await world.ask(ALLOWED, token=person.token, name=tenant.group.name)
    group: dict[str, Any] | None = (answer.data or {}).get("group")
    return None if group is None else set(group["permissions"])
