"""unsubscribeFromGroup."""

from typing import Final

from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from functional.mutations.test_update_notifications_preferences import UPDATE as CHOOSE
from invitations import mails_to
from members import ENTERED, REACHED, roles_in_group
from outbox.circulate import A_COMMIT
from people import Person, Roles, Tenant, a_group_of, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from world import Answer, World

LEAVE: Final = "mutation ($name: String!) { unsubscribeFromGroup(groupName: $name) { success } }"


async def _leave(world: World, tenant: Tenant, person: Person | None) -> Answer:
    token = person.token if person else None
    return await world.ask(LEAVE, token=token, name=tenant.group.name)


async def test_who_leaves_is_a_member_no_more_and_stays_where_it_is_elsewhere(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    other = await a_group_of(world, tenant.organization, name="more")
    manager = await a_person(world, member_of(tenant))
    roles = member_of(tenant, GroupRole.USER)
    groups = {**roles.groups, other.group.name: GroupRole.USER}
    person = await a_person(world, Roles(organizations=roles.organizations, groups=groups))

    answer = await _leave(world, tenant, person)

    gone = await world.ask(REACHED, token=person.token, name=tenant.group.name)
    there = await world.ask(REACHED, token=person.token, name=other.group.name)
    assert answer["unsubscribeFromGroup"] == {"success": True}
    assert person.email not in await roles_in_group(world, tenant, manager)
    assert refusal(gone) == ACCESS_DENIED
    assert there["group"] == {"userRole": "user"}


async def test_who_is_left_in_nothing_leaves_the_platform(world: World) -> None:
    tenant = await a_tenant(world)
    await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.USER))

    await _leave(world, tenant, person)

    entered = await world.ask(ENTERED, token=person.token, id=tenant.organization.id)
    assert refusal(entered) == LOGIN_REQUIRED


async def test_the_managers_who_want_to_know_it_are_told(world: World) -> None:
    tenant = await a_tenant(world)
    manager, busy, reviewer = [
        await a_person(world, member_of(tenant, role))
        for role in (GroupRole.USER_MANAGER, GroupRole.CUSTOMER_MANAGER, GroupRole.REVIEWER)
    ]
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    await world.ask(CHOOSE, token=busy.token, given={"email": ["ROOT_UPDATE"]})

    await _leave(world, tenant, person)

    (mail,) = await mails_to(world, manager.email)
    assert mail["Subject"] == f"{person.email} left the group {tenant.group.name}"
    for other in (busy, reviewer, person):
        assert await mails_to(world, other.email) == []


async def test_all_managers_are_told_however_many_they_are(world: World) -> None:
    tenant = await a_tenant(world)
    managers = [await a_person(world, member_of(tenant)) for _ in range(A_COMMIT + 1)]
    person = await a_person(world, member_of(tenant, GroupRole.USER))

    await _leave(world, tenant, person)

    told = [len(await mails_to(world, manager.email)) for manager in managers]
    assert told == [1] * len(managers)


async def test_the_last_manager_stays(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await _leave(world, tenant, manager)

    assert refusal(answer) == (
        "Exception - A group needs a manager, and there is no other one",
        "CONFLICT",
    )


async def test_who_is_in_the_organization_alone_leaves_no_group(world: World) -> None:
    tenant = await a_tenant(world)
    roles = Roles(organizations={tenant.organization.id: OrganizationRole.USER})
    person = await a_person(world, roles)

    async with nothing_written(world):
        answer = await _leave(world, tenant, person)

    assert refusal(answer) == ACCESS_DENIED


async def test_an_administrator_who_is_no_member_has_nothing_to_leave(world: World) -> None:
    tenant = await a_tenant(world)
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))

    async with nothing_written(world):
        answer = await _leave(world, tenant, admin)

    assert refusal(answer) == ("Access denied or stakeholder not found", "NOT_FOUND")


async def test_the_agent_of_a_group_does_not_leave_it(world: World) -> None:
    tenant = await a_tenant(world)
    agent = await a_person(
        world,
        member_of(tenant, GroupRole.SERVICE_FORCES),
        email=f"forces.{tenant.group.name}@integrates.local",
    )

    async with nothing_written(world):
        answer = await _leave(world, tenant, agent)

    assert refusal(answer) == ACCESS_DENIED


async def test_a_stranger_leaves_nothing_and_learns_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    async with nothing_written(world):
        foreign = await _leave(world, tenant, stranger)
        absent = await world.ask(LEAVE, token=stranger.token, name="nowhere")

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent


async def test_nobody_who_has_not_signed_in_leaves(world: World) -> None:
    tenant = await a_tenant(world)

    async with nothing_written(world):
        answer = await _leave(world, tenant, None)

    assert refusal(answer) == LOGIN_REQUIRED
