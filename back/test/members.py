"""What a test asks of the members of a group or an organization, and reads of them."""

from typing import Any, Final

from people import Person, Tenant
from world import World

_MEMBER: Final = "email role responsibility invitationState firstLogin lastLogin"
IN_GROUP: Final = (
    f"query ($name: String!) {{ group(groupName: $name) {{ stakeholders {{ {_MEMBER} }} }} }}"
)
IN_ORGANIZATION: Final = (
    "query ($id: String!) "
    f"{{ organization(organizationId: $id) {{ stakeholders {{ {_MEMBER} }} }} }}"
)
REACHED: Final = "query ($name: String!) { group(groupName: $name) { userRole } }"
ENTERED: Final = "query ($id: String!) { organization(organizationId: $id) { userRole } }"


async def in_group(world: World, tenant: Tenant, person: Person) -> dict[str, dict[str, Any]]:
    """Return the members of the tenant's group by e-mail, as ``person`` is shown them."""
    answer = await world.ask(IN_GROUP, token=person.token, name=tenant.group.name)
    return {member["email"]: member for member in answer["group"]["stakeholders"]}


async def in_organization(
    world: World, tenant: Tenant, person: Person
) -> dict[str, dict[str, Any]]:
    """Return the members of the tenant's organization, as ``in_group`` does."""
    answer = await world.ask(IN_ORGANIZATION, token=person.token, id=tenant.organization.id)
    return {member["email"]: member for member in answer["organization"]["stakeholders"]}


async def roles_in_group(world: World, tenant: Tenant, person: Person) -> dict[str, str]:
    members = await in_group(world, tenant, person)
    return {email: member["role"] for email, member in members.items()}


async def roles_in_organization(world: World, tenant: Tenant, person: Person) -> dict[str, str]:
    members = await in_organization(world, tenant, person)
    return {email: member["role"] for email, member in members.items()}
