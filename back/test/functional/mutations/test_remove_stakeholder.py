"""removeStakeholder."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from cutting import Cut, cut_at
from db_model.access.types import GroupRole, OrganizationRole
from db_model.links.types import Purpose
from db_model.stakeholders.types import PlatformRole
from invitations import links_to, mails_to, visit
from members import roles_in_group
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import LOGIN_REQUIRED, nothing_written, refusal
from stakeholders.domain import delete_account
from stakeholders.types import Reply
from store.requests import RequestStore
from world import World

REMOVE: Final = "mutation { removeStakeholder { success } }"
JUST_NOW: Final = (
    "The previous invitation to this user was requested less than a minute ago",
    "CONFLICT",
)
INVITE: Final = """
mutation ($groupName: String! $email: String!) {
  grantStakeholderAccess(email: $email groupName: $groupName role: USER) { success }
}
"""


async def _link(world: World, person: Person) -> str:
    answer = await world.ask(REMOVE, token=person.token)
    assert answer["removeStakeholder"] == {"success": True}
    return (await links_to(world, person.email)).confirm


async def _left_of(world: World, person: Person) -> set[str]:
    return {key.sk for key in await world.contents() if key.pk == f"USR#{person.email}"}


async def _a_member(world: World, *tenants: Tenant) -> Person:
    roles = Roles(
        organizations={each.organization.id: OrganizationRole.USER for each in tenants},
        groups={each.group.name: GroupRole.USER for each in tenants},
    )
    return await a_person(world, roles)


async def test_an_account_is_deleted_once_its_owner_confirms_it(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    manager, host = [await a_person(world, member_of(each)) for each in (tenant, other)]
    person = await _a_member(world, tenant)
    place = {"groupName": other.group.name, "email": person.email}
    await world.ask(INVITE, token=host.token, **place)
    link = await _link(world, person)

    async with nothing_written(world):
        page = await visit(world, link)
    asked = await world.ask("{ me { userEmail } }", token=person.token)
    done = await visit(world, link, method="POST")

    assert f"The account {person.email} is deleted" in page.text
    assert asked["me"] == {"userEmail": person.email}
    assert f"The account {person.email} was deleted." in done.text
    assert await _left_of(world, person) == set()
    assert refusal(await world.ask("{ me { role } }", token=person.token)) == LOGIN_REQUIRED
    assert set(await roles_in_group(world, tenant, manager)) == {manager.email}
    assert set(await roles_in_group(world, other, host)) == {host.email}
    assert (await visit(world, link, method="POST")).status_code == 404


async def test_it_is_asked_for_once_a_minute_and_only_the_last_link_is_good(world: World) -> None:
    person = await _a_member(world, await a_tenant(world))
    first = await _link(world, person)

    async with nothing_written(world):
        answer = await world.ask(REMOVE, token=person.token)
    world.clock.advance(timedelta(minutes=1))
    await _link(world, person)

    assert refusal(answer) == JUST_NOW
    assert len(await mails_to(world, person.email)) == 2
    assert (await visit(world, first, method="POST")).status_code == 404


async def test_a_link_is_good_for_a_week(world: World) -> None:
    person = await _a_member(world, await a_tenant(world))
    link = await _link(world, person)

    world.clock.advance(timedelta(days=7))

    async with nothing_written(world):
        page = await visit(world, link, method="POST")
    assert page.status_code == 404


async def test_who_is_needed_as_a_manager_goes_nowhere_and_can_come_back_to_it(
    world: World,
) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    person = await _a_member(world, other)
    roles = member_of(tenant)
    both = replace(
        roles,
        organizations={**roles.organizations, other.organization.id: OrganizationRole.USER},
        groups={**roles.groups, other.group.name: GroupRole.USER},
    )
    manager = await a_person(world, both)
    link = await _link(world, manager)

    async with nothing_written(world):
        page = await visit(world, link, method="POST")
    await a_person(world, member_of(tenant))
    again = await visit(world, link, method="POST")

    assert page.status_code == 409
    assert "A group needs a manager" in page.text
    assert again.status_code == 200
    assert await _left_of(world, manager) == set()
    assert await _left_of(world, person) != set()


async def test_the_last_administrator_stays(world: World) -> None:
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))
    link = await _link(world, admin)

    async with nothing_written(world):
        page = await visit(world, link, method="POST")
    await a_person(world, Roles(platform=PlatformRole.ADMIN))
    again = await visit(world, link, method="POST")

    assert page.status_code == 409
    assert again.status_code == 200
    assert await _left_of(world, admin) == set()


@pytest.mark.parametrize("commit", [1, 2, 3])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_cut_off_at_any_commit_the_link_ends_it(
    world: World, moment: str, commit: int
) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    person = await _a_member(world, tenant, other)
    admin = replace(member_of(tenant), platform=PlatformRole.ADMIN)
    await a_person(world, admin)
    link = await _link(world, person)
    reply = Reply(secret=link.rpartition("/")[2], purpose=Purpose.DELETION)
    store = RequestStore(cut_at(world.store, moment, commit=commit))

    try:
        await delete_account(store, reply, at=world.clock())
    except Cut:
        await visit(world, link, method="POST")

    assert await _left_of(world, person) == set()


async def test_nobody_who_has_not_signed_in_asks_for_it(world: World) -> None:
    async with nothing_written(world):
        answer = await world.ask(REMOVE)

    assert refusal(answer) == LOGIN_REQUIRED
