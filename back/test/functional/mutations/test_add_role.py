"""addRole and Organization.roles: no role is stronger than who defines it."""

from typing import Any

import pytest

from db_model.access.types import OrganizationRole
from db_model.stakeholders.types import PlatformRole
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, nothing_written, refusal
from roles.rules import MOST_ROLES
from roling import ADD, READING, ROLES, UPDATE, a_role, changed, put_role
from world import START, Answer, World

TOO_STRONG = (
    "Exception - The role would allow what you are not allowed yourself",
    "ACCESS_DENIED",
)
NOT_FOUND = ("Exception - Access denied or role not found", "NOT_FOUND")
NAME_TAKEN = ("Exception - A role with this name already exists", "CONFLICT")
UPDATE_SEVERITY = "api_mutations_update_severity_mutate"
REMOVE_GROUP = "api_mutations_remove_group_mutate"
MANAGER = OrganizationRole.USER_MANAGER


async def _manager(world: World, tenant: Tenant, role: OrganizationRole = MANAGER) -> Person:
    return await a_person(world, member_of(tenant, organization_role=role))


async def _asked(world: World, tenant: Tenant, by: Person, **given: object) -> Answer:
    chosen = {"level": "GROUP", "actions": list(READING), "name": "auditor", **given}
    return await world.ask(ADD, token=by.token, organizationId=tenant.organization.id, **chosen)


async def test_a_role_is_defined_and_listed(world: World) -> None:
    tenant = await a_tenant(world)
    manager, member = await _manager(world, tenant), await a_person(world, member_of(tenant))

    answer = await _asked(world, tenant, manager, name=" External auditor ")

    role = answer["addRole"]["role"]
    assert answer["addRole"]["success"]
    assert role == {
        "id": role["id"],
        "name": "External auditor",
        "level": "GROUP",
        "actions": sorted(READING),
        "modifiedBy": manager.email,
        "modifiedAt": role["modifiedAt"],
    }
    assert role["modifiedAt"] >= START.isoformat()
    shown = await world.ask(ROLES, token=member.token, id=tenant.organization.id)
    assert [(each["id"], each["name"]) for each in shown["organization"]["roles"]] == [
        (role["id"], "External auditor")
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": " "}, ("Exception - Field cannot fill with blank characters", "INVALID")),
        ({"name": "x" * 51}, ("Exception - Invalid field length in form", "INVALID")),
        (
            {"name": "User Manager"},
            ("Exception - This name is that of a role that cannot be changed", "INVALID"),
        ),
        (
            {"actions": []},
            ("Exception - A role allows some actions, all of them of its level", "INVALID"),
        ),
        (
            {"actions": ["fly"]},
            ("Exception - A role allows some actions, all of them of its level", "INVALID"),
        ),
        (
            {"level": "ORGANIZATION"},
            ("Exception - A role allows some actions, all of them of its level", "INVALID"),
        ),
        ({"actions": [UPDATE_SEVERITY]}, TOO_STRONG),
    ],
)
async def test_what_is_no_role_or_too_strong_changes_nothing(
    world: World, given: dict[str, Any], told: tuple[str, str]
) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)

    async with nothing_written(world):
        answer = await _asked(world, tenant, manager, **given)

    assert refusal(answer) == told


async def test_names_are_unique_in_an_organization_whatever_their_case(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    manager, theirs = await _manager(world, tenant), await _manager(world, other)
    await put_role(world, a_role(tenant, "auditor"))
    role = await put_role(world, a_role(tenant, "reader"))

    taken = await _asked(world, tenant, manager, name="AUDITOR")
    elsewhere = await _asked(world, other, theirs, name="auditor")
    renamed = await world.ask(
        UPDATE,
        token=manager.token,
        organizationId=tenant.organization.id,
        roleId=role.id,
        name="Auditor",
        actions=list(READING),
    )

    assert refusal(taken) == refusal(renamed) == NAME_TAKEN
    assert elsewhere["addRole"]["success"]


async def test_an_organization_has_only_so_many_roles(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    for number in range(MOST_ROLES):
        await put_role(world, a_role(tenant, f"role {number}"))

    answer = await _asked(world, tenant, manager)

    assert refusal(answer) == ("Exception - An organization has at most 50 roles", "CONFLICT")


async def test_an_administrator_may_define_what_it_may_do_everywhere(world: World) -> None:
    tenant = await a_tenant(world)
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))

    done = await _asked(world, tenant, admin, actions=[UPDATE_SEVERITY])
    refused = await _asked(
        world, tenant, admin, name="other", actions=["api_mutations_add_forces_execution_mutate"]
    )

    assert done["addRole"]["success"]
    assert refusal(refused) == TOO_STRONG


async def test_only_who_may_define_roles_does(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    user, stranger = await a_person(world, member_of(tenant)), await _manager(world, other)
    role = await put_role(world, a_role(tenant))

    async with nothing_written(world):
        for who in (user, stranger):
            assert refusal(await _asked(world, tenant, who)) == ACCESS_DENIED
            assert refusal(await changed(world, tenant, who, role, *READING)) == ACCESS_DENIED
