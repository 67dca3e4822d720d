"""Credentials of somebody who leaves the organization are another's from then on."""

import pytest

from cutting import Cut, cut_at
from db_model.access.types import GroupRole, OrganizationRole
from functional.mutations.test_update_notifications_preferences import UPDATE as CHOOSE
from invitations import mails_to
from jobs.rules import run_of
from jobs_by_hand import held_before, let_go
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from secrecy import HTTPS, PRIVATE, TOKEN, credentials_of, do
from stakeholders.domain import HAND_OVER
from stakeholders.domain._credentials import hand_over
from stakeholders.rules.members import PLATFORM
from world import World

REMOVE = """
mutation ($organizationId: String! $email: String!) {
  removeStakeholderOrganizationAccess(organizationId: $organizationId userEmail: $email) { success }
}
"""
REMOVE_FROM_GROUP = """
mutation ($groupName: String! $email: String!) {
  removeStakeholderAccess(groupName: $groupName userEmail: $email) { success }
}
"""


async def _manager(
    world: World, tenant: Tenant, role: OrganizationRole = OrganizationRole.USER_MANAGER
) -> Person:
    return await a_person(world, member_of(tenant, GroupRole.USER_MANAGER, role))


async def _owner(world: World, tenant: Tenant) -> Person:
    person = await _manager(world, tenant, OrganizationRole.CUSTOMER_MANAGER)
    for name in ("one", "two"):
        await do(
            world,
            "addCredentials",
            person,
            organizationId=tenant.organization.id,
            credentials=HTTPS | {"name": name},
        )
    return person


async def _leaves(world: World, tenant: Tenant, person: Person, by: Person) -> None:
    await _removed(world, tenant, person, by)
    await world.contents()  # what follows is done by a job


async def _removed(world: World, tenant: Tenant, person: Person, by: Person) -> None:
    answer = await world.ask(
        REMOVE, token=by.token, organizationId=tenant.organization.id, email=person.email
    )
    assert answer["removeStakeholderOrganizationAccess"] == {"success": True}


@pytest.mark.parametrize("has_heir", [True, False])
async def test_another_of_the_role_owns_them_or_else_the_platform(
    world: World, *, has_heir: bool
) -> None:
    tenant = await a_tenant(world)
    manager, owner = await _manager(world, tenant), await _owner(world, tenant)
    expected = PLATFORM
    if has_heir:
        expected = (await _manager(world, tenant, OrganizationRole.CUSTOMER_MANAGER)).email

    await _leaves(world, tenant, owner, manager)

    held = await credentials_of(world, tenant, manager, "name owner")
    assert sorted((each["name"], each["owner"]) for each in held) == [
        ("one", expected),
        ("two", expected),
    ]


async def test_the_new_owner_reads_them_and_the_old_one_does_not_on_coming_back(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    manager, owner = await _manager(world, tenant), await _owner(world, tenant)
    heir = await _manager(world, tenant, OrganizationRole.CUSTOMER_MANAGER)

    await _leaves(world, tenant, owner, manager)
    again = await a_person(
        world,
        Roles(organizations={tenant.organization.id: OrganizationRole.CUSTOMER_MANAGER}),
        email=f"again-{owner.email}",
    )

    assert {each["token"] for each in await credentials_of(world, tenant, heir, PRIVATE)} == {TOKEN}
    query = "query ($id: String!) { organization(organizationId: $id) { credentials { token } } }"
    denied = await world.ask(query, token=again.token, id=tenant.organization.id)
    assert set(denied.messages) == {"Access denied"}


async def test_who_leaves_only_a_group_keeps_them(world: World) -> None:
    tenant = await a_tenant(world)
    manager, owner = await _manager(world, tenant), await _owner(world, tenant)

    await world.ask(
        REMOVE_FROM_GROUP,
        token=manager.token,
        groupName=tenant.group.name,
        email=owner.email,
    )
    await world.contents()

    held = await credentials_of(world, tenant, manager, "owner")
    assert {each["owner"] for each in held} == {owner.email}


async def test_managers_who_want_to_know_it_and_the_new_owner_are_told_once(world: World) -> None:
    tenant = await a_tenant(world)
    manager, owner = await _manager(world, tenant), await _owner(world, tenant)
    heir = await _manager(world, tenant, OrganizationRole.CUSTOMER_MANAGER)
    busy = await _manager(world, tenant)
    member = await _manager(world, tenant, OrganizationRole.USER)
    for person in (busy, heir):
        await world.ask(CHOOSE, token=person.token, given={"email": ["NEW_COMMENT"]})

    await _leaves(world, tenant, owner, manager)

    subject = f"Credentials of {tenant.organization.name} have another owner"
    for person in (manager, heir):
        (mail,) = await mails_to(world, person.email)
        text = mail.get_body(("plain",))
        assert text is not None
        body = " ".join(text.get_content().split())
        assert mail["Subject"] == subject
        assert f"that {owner.email} owned have another owner: {heir.email}." in body
        assert "They are: one, two" in body
    for person in (owner, busy, member):
        assert await mails_to(world, person.email) == []


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_cut_off_the_job_tells_of_it_once(world: World, moment: str) -> None:
    tenant = await a_tenant(world)
    manager, owner = await _manager(world, tenant), await _owner(world, tenant)
    store = world.service.engines.store
    subject = f"customer_manager/{tenant.organization.id}/{owner.email}"
    held = await held_before(world, HAND_OVER, subject)
    await _removed(world, tenant, owner, manager)

    with pytest.raises(Cut):
        await hand_over(cut_at(store, moment, commit=1), run_of(held), at=world.clock())
    await hand_over(store, run_of(held), at=world.clock())
    await let_go(world, held)

    assert len(await mails_to(world, manager.email)) == 1
