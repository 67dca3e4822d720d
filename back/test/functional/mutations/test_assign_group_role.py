"""assignGroupRole: nobody gives what it has not itself."""

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from db_model.roles.types import RoleLevel
from members import in_group
from people import Roles, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, nothing_written, refusal
from roling import ASSIGN, READING, a_role, allowed, assigned, put_role
from store.counting import counting
from world import World

TOO_STRONG = (
    "Exception - The role would allow what you are not allowed yourself",
    "ACCESS_DENIED",
)
NOT_FOUND = ("Exception - Access denied or role not found", "NOT_FOUND")
NO_MEMBER = ("Access denied or stakeholder not found", "NOT_FOUND")
SEVERITY = "api_mutations_update_severity_mutate"
UPDATE_MEMBER = """
mutation ($groupName: String! $email: String!) {
  updateGroupStakeholder(groupName: $groupName email: $email role: USER responsibility: "r") {
    success
  }
}
"""


async def test_a_member_has_what_the_role_says_and_is_shown_with_it(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.REVIEWER))
    role = await put_role(world, a_role(tenant))

    answer = await assigned(world, tenant, manager, role, person)

    assert answer["assignGroupRole"] == {
        "success": True,
        "modifiedStakeholder": {
            "email": person.email,
            "role": "custom",
            "customRole": {"id": role.id, "name": "auditor"},
        },
    }
    assert await allowed(world, tenant, person) == set(READING)
    assert (await in_group(world, tenant, manager))[person.email]["role"] == "custom"


async def test_another_role_takes_it_away_at_once(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.REVIEWER))
    role = await put_role(world, a_role(tenant, actions=(*READING, "valid_assigned")))
    await assigned(world, tenant, manager, role, person)

    await world.ask(
        UPDATE_MEMBER, token=manager.token, groupName=tenant.group.name, email=person.email
    )

    assert "api_mutations_add_git_root_mutate" in (await allowed(world, tenant, person) or ())
    kinds = [item.kind for item in (await world.contents()).values()]
    assert "role-holder" not in kinds


async def test_a_role_that_is_stronger_than_who_gives_it_is_not_given(world: World) -> None:
    tenant = await a_tenant(world)
    manager, person = [await a_person(world, member_of(tenant)) for _ in range(2)]
    role = await put_role(world, a_role(tenant, actions=(*READING, SEVERITY)))

    async with nothing_written(world):
        answer = await assigned(world, tenant, manager, role, person)

    assert refusal(answer) == TOO_STRONG


async def test_who_manages_by_a_custom_role_gives_no_more_than_that(world: World) -> None:
    tenant = await a_tenant(world)
    update = "api_mutations_update_group_stakeholder_mutate"
    manager, deputy, person = [await a_person(world, member_of(tenant)) for _ in range(3)]
    leader = await put_role(world, a_role(tenant, "leader", actions=(*READING, update)))
    reader = await put_role(world, a_role(tenant, "reader"))
    more = await put_role(world, a_role(tenant, "more", actions=(*READING, "valid_assigned")))
    await assigned(world, tenant, manager, leader, deputy)

    refused = await assigned(world, tenant, deputy, more, person)
    itself = await assigned(world, tenant, deputy, more, deputy)
    done = await assigned(world, tenant, deputy, reader, person)

    assert refusal(refused) == refusal(itself) == TOO_STRONG
    assert done.messages == []


@pytest.mark.parametrize("other", ["foreign", "of another level", "absent"])
async def test_a_role_that_is_not_for_the_group_is_absent(world: World, other: str) -> None:
    tenant, evil = await a_tenant(world), await a_tenant(world, name="evil")
    manager, person = [await a_person(world, member_of(tenant)) for _ in range(2)]
    roles = {
        "foreign": await put_role(world, a_role(evil)),
        "of another level": await put_role(
            world, a_role(tenant, "director", level=RoleLevel.ORGANIZATION)
        ),
    }
    id_ = roles[other].id if other in roles else "nothing"

    async with nothing_written(world):
        answer = await world.ask(
            ASSIGN,
            token=manager.token,
            groupName=tenant.group.name,
            roleId=id_,
            email=person.email,
        )

    assert refusal(answer) == NOT_FOUND


async def test_only_members_get_roles_and_only_from_who_may_give_them(world: World) -> None:
    tenant = await a_tenant(world)
    manager, stranger = await a_person(world, member_of(tenant)), await a_person(world)
    user = await a_person(world, member_of(tenant, GroupRole.USER))
    role = await put_role(world, a_role(tenant))

    async with nothing_written(world):
        assert refusal(await assigned(world, tenant, manager, role, stranger)) == NO_MEMBER
        assert refusal(await assigned(world, tenant, user, role, user)) == ACCESS_DENIED
        assert refusal(await assigned(world, tenant, stranger, role, user)) == ACCESS_DENIED


@pytest.mark.parametrize("level", RoleLevel)
async def test_the_last_manager_stays_one(world: World, level: RoleLevel) -> None:
    tenant = await a_tenant(world)
    roles = member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    manager = await a_person(world, roles)
    actions = {
        RoleLevel.GROUP: READING,
        RoleLevel.ORGANIZATION: ("api_resolvers_query_organization_resolve",),
    }
    role = await put_role(world, a_role(tenant, level=level, actions=actions[level]))

    async with nothing_written(world):
        answer = await assigned(world, tenant, manager, role, manager)

    message, code = refusal(answer)
    assert message.endswith("needs a manager, and there is no other one")
    assert code == "CONFLICT"


async def test_signing_in_costs_one_get_more_for_who_has_custom_roles_however_many(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(
        world, member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    )
    person = await a_person(
        world, Roles(organizations={tenant.organization.id: OrganizationRole.USER})
    )
    level, ask = RoleLevel.ORGANIZATION, "{ me { userEmail } }"
    read = ("api_resolvers_query_organization_resolve",)
    role = await put_role(world, a_role(tenant, "a", level=level, actions=read))
    await world.ask(ask, token=person.token)  # records the token's use

    with counting() as before:
        await world.ask(ask, token=person.token)
    await assigned(world, tenant, manager, role, person)
    with counting() as after:
        await world.ask(ask, token=person.token)

    assert (before.gets, before.queries) == (1, 1)
    assert (after.gets, after.queries) == (2, 1)
