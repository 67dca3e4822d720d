"""permissions and the role at each level: as the reviewed policy has them, name for name."""

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from functional.matrix.rights import ROWS
from people import Roles, Tenant, a_person, a_tenant
from world import World

SHOWN = """
query ($group: String!, $organization: String!) {
  group(groupName: $group) { permissions userRole }
  organization(organizationId: $organization) { permissions userRole }
  me { permissions role }
}
"""


def _reviewed(level: str, role: str) -> list[str]:
    return sorted(action for (at, action), roles in ROWS.items() if at == level and role in roles)


async def _shown(world: World, tenant: Tenant, roles: Roles, level: str) -> object:
    person = await a_person(world, roles)
    answer = await world.ask(
        SHOWN,
        token=person.token,
        group=tenant.group.name,
        organization=tenant.organization.id,
    )
    assert answer.data is not None
    return answer.data[level]


@pytest.mark.parametrize("role", sorted({*GroupRole} - {GroupRole.ADMIN, GroupRole.CUSTOM}))
async def test_who_has_a_role_in_a_group_is_shown_what_it_allows(
    world: World, role: GroupRole
) -> None:
    tenant = await a_tenant(world)

    shown = await _shown(world, tenant, Roles(groups={tenant.group.name: role}), "group")

    assert shown == {"permissions": _reviewed("group", role), "userRole": str(role)}


@pytest.mark.parametrize(
    "role", sorted({*OrganizationRole} - {OrganizationRole.ADMIN, OrganizationRole.CUSTOM})
)
async def test_who_has_a_role_in_an_organization_is_shown_what_it_allows(
    world: World, role: OrganizationRole
) -> None:
    tenant = await a_tenant(world)
    roles = Roles(organizations={tenant.organization.id: role})

    shown = await _shown(world, tenant, roles, "organization")

    assert shown == {"permissions": _reviewed("organization", role), "userRole": str(role)}


@pytest.mark.parametrize("role", PlatformRole)
async def test_everybody_is_shown_what_the_platform_allows(
    world: World, role: PlatformRole
) -> None:
    tenant = await a_tenant(world)

    shown = await _shown(world, tenant, Roles(platform=role), "me")

    assert shown == {"permissions": _reviewed("platform", role), "role": str(role)}


@pytest.mark.parametrize("level", ["group", "organization"])
async def test_an_administrator_acts_as_one_where_it_has_no_role(world: World, level: str) -> None:
    tenant = await a_tenant(world)

    shown = await _shown(world, tenant, Roles(platform=PlatformRole.ADMIN), level)

    assert shown == {"permissions": _reviewed(level, "admin"), "userRole": "admin"}


async def test_an_administrator_with_a_role_may_do_what_either_allows(world: World) -> None:
    tenant = await a_tenant(world)
    roles = Roles(platform=PlatformRole.ADMIN, groups={tenant.group.name: GroupRole.REVIEWER})

    shown = await _shown(world, tenant, roles, "group")

    both = {*_reviewed("group", "admin"), *_reviewed("group", "reviewer")}
    assert shown == {"permissions": sorted(both), "userRole": "reviewer"}
