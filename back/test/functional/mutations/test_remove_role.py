"""removeRole: what takes its place holds at once, however many have it and whatever fails."""

from asyncio import gather

import pytest

from cutting import Cut, cut_at
from db_model.access.add import group_access_added
from db_model.access.types import GroupAccess, GroupRole, OrganizationRole
from db_model.roles.types import CustomRole
from db_model.stakeholders.add import added as stakeholder_added
from db_model.stakeholders.types import PlatformRole, Stakeholder
from db_model.types import Email
from jobs.rules import run_of
from jobs_by_hand import held_before, let_go
from members import roles_in_group
from people import BUILDER, Person, Tenant, a_person, a_tenant, member_of
from populations import VERSION, put
from refusals import ACCESS_DENIED, nothing_written, refusal
from roles.domain import REPLACE, replace_role
from roling import READING, ROLES, a_role, allowed, assigned, put_role, removed
from store.requests import RequestStore
from world import START, World

IN_USE = ("Exception - The role is in use: name another one to take its place", "CONFLICT")
NOT_FOUND = ("Exception - Access denied or role not found", "NOT_FOUND")
MANY = 40  # two commits of the job, and a part of one


async def _manager(world: World, tenant: Tenant) -> Person:
    role = OrganizationRole.USER_MANAGER
    return await a_person(world, member_of(tenant, organization_role=role))


async def _names(world: World, tenant: Tenant, by: Person) -> list[str]:
    answer = await world.ask(ROLES, token=by.token, id=tenant.organization.id)
    return [role["name"] for role in answer["organization"]["roles"]]


async def _held_by_many(world: World, tenant: Tenant, role: CustomRole) -> None:
    for number in range(MANY):
        email = Email(f"many{number:02}@example.com")
        person = Stakeholder(
            email=email,
            first_name="",
            last_name="",
            role=PlatformRole.USER,
            registered_at=START,
            version=VERSION,
        )
        access = GroupAccess(
            email=email,
            group_name=tenant.group.name,
            role=GroupRole.CUSTOM,
            custom_role=role.id,
            granted_by=BUILDER,
            granted_at=START,
            version=VERSION,
        )
        await put(world, [*stakeholder_added(person), *group_access_added(access)])


async def test_a_role_that_nobody_has_is_removed_and_its_name_is_free(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    role = await put_role(world, a_role(tenant))

    answer = await removed(world, tenant, manager, role)

    assert answer["removeRole"] == {"success": True}
    assert await _names(world, tenant, manager) == []
    kinds = {item.kind for item in (await world.contents()).values()}
    assert kinds.isdisjoint({"role", "role-holder"})
    await put_role(world, a_role(tenant))


async def test_a_role_in_use_needs_a_replacement(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    role = await put_role(world, a_role(tenant))
    await assigned(world, tenant, manager, role, person)

    async with nothing_written(world):
        answer = await removed(world, tenant, manager, role)

    assert refusal(answer) == IN_USE
    assert await allowed(world, tenant, person) == set(READING)


@pytest.mark.parametrize("built_in", [True, False])
async def test_all_who_have_a_role_have_its_replacement_at_once(
    world: World, *, built_in: bool
) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    role = await put_role(world, a_role(tenant))
    other = await put_role(world, a_role(tenant, "other", actions=(READING[1],)))
    await assigned(world, tenant, manager, role, person)
    await _held_by_many(world, tenant, role)
    held = await held_before(world, REPLACE, role.id)  # the job does not come to it

    answer = await removed(world, tenant, manager, role, "user" if built_in else other.id)

    assert answer["removeRole"] == {"success": True}
    expected = {"api_mutations_add_git_root_mutate", *READING} if built_in else {READING[1]}
    assert expected <= (await allowed(world, tenant, person) or set())
    assert await _names(world, tenant, manager) == ["other"]
    again = await removed(world, tenant, manager, role, "user")
    assert refusal(again) == refusal(await assigned(world, tenant, manager, role, person))
    assert refusal(again) == NOT_FOUND
    await let_go(world, held)
    await world.contents()  # until no job is at work
    roles = await roles_in_group(world, tenant, manager)
    wanted = "user" if built_in else "custom"
    assert {name for email, name in roles.items() if email != manager.email} == {wanted}
    assert role.id not in {key.pk for key in await world.contents()}


async def test_what_is_to_take_a_place_stays_until_it_has(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    role = await put_role(world, a_role(tenant))
    other = await put_role(world, a_role(tenant, "other"))
    await assigned(world, tenant, manager, role, person)
    held = await held_before(world, REPLACE, role.id)
    await removed(world, tenant, manager, role, other.id)

    early = await removed(world, tenant, manager, other, "user")
    await let_go(world, held)
    await world.contents()
    late = await removed(world, tenant, manager, other, "user")

    assert refusal(early) == IN_USE
    assert late.messages == []


@pytest.mark.parametrize("replacement", ["nothing", "admin", "custom", "service_forces", "itself"])
async def test_what_cannot_be_given_takes_no_place(world: World, replacement: str) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    role = await put_role(world, a_role(tenant))
    await assigned(world, tenant, manager, role, person)
    name = role.id if replacement == "itself" else replacement

    async with nothing_written(world):
        answer = await removed(world, tenant, manager, role, name)

    assert refusal(answer) == NOT_FOUND


async def test_a_replacement_allows_no_more_than_who_names_it_may_give(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    role = await put_role(world, a_role(tenant))
    severity = "api_mutations_update_severity_mutate"
    strong = await put_role(world, a_role(tenant, "strong", actions=(*READING, severity)))
    await assigned(world, tenant, manager, role, person)

    async with nothing_written(world):
        built_in = await removed(world, tenant, manager, role, "hacker")
        custom = await removed(world, tenant, manager, role, strong.id)

    assert refusal(built_in) == refusal(custom)
    assert refusal(custom)[1] == "ACCESS_DENIED"


async def test_only_who_may_remove_roles_does(world: World) -> None:
    tenant, evil = await a_tenant(world), await a_tenant(world, name="evil")
    user, stranger = await a_person(world, member_of(tenant)), await _manager(world, evil)
    role = await put_role(world, a_role(tenant))

    async with nothing_written(world):
        assert refusal(await removed(world, tenant, user, role)) == ACCESS_DENIED
        assert refusal(await removed(world, tenant, stranger, role)) == ACCESS_DENIED
        assert refusal(await removed(world, evil, stranger, role)) == NOT_FOUND


@pytest.mark.parametrize("commits", [1, 2, 3, 4])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_job_that_is_cut_off_is_done_by_another_run(
    world: World, moment: str, commits: int
) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    role = await put_role(world, a_role(tenant))
    await _held_by_many(world, tenant, role)
    held = await held_before(world, REPLACE, role.id)
    await removed(world, tenant, manager, role, "user")
    watched = cut_at(world.store, moment, commit=commits)

    with pytest.raises(Cut):
        await replace_role(RequestStore(watched), run_of(held), at=world.clock())
    for _ in range(2):
        await replace_role(RequestStore(world.store), run_of(held), at=world.clock())
    await let_go(world, held)

    after = await world.contents()
    roles = await roles_in_group(world, tenant, manager)
    assert {name for email, name in roles.items() if email != manager.email} == {"user"}
    assert {item.kind for item in after.values()}.isdisjoint({"role", "role-holder"})


async def test_who_is_given_a_role_while_it_is_removed_is_either_told_or_counted(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    role = await put_role(world, a_role(tenant))

    given, gone = await gather(
        assigned(world, tenant, manager, role, person), removed(world, tenant, manager, role)
    )

    assert (given.messages == []) != (gone.messages == [])
    assert refusal(gone if given.messages == [] else given) in (IN_USE, NOT_FOUND)
