"""Who does nothing any more is let go, by a daily job that wishes for its own next run."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from cutting import Cut, cut_at
from db_model.access.types import GroupRole, OrganizationRole
from db_model.errors import ChangedMeanwhile
from db_model.stakeholders.get import stakeholders
from db_model.stakeholders.types import PlatformRole
from db_model.stakeholders.update import changed
from functional.stakeholders.test_invitations import GROUP, NEW
from jobs.items import job_from, job_key
from jobs.rules import run_of
from jobs.types import JobId
from jobs_by_hand import held_before, let_go
from members import in_group, roles_in_group, roles_in_organization
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import nothing_written
from stakeholders.domain import LET_GO, wish_to_let_go
from stakeholders.domain._inactivity import let_go as let_inactive_go
from store.requests import RequestStore
from store.types import Store
from world import START, World

DAY: Final = timedelta(days=1)
PERIOD: Final = """
mutation ($id: String! $name: String! $days: Int!) {
  updateOrganizationPolicies(
    organizationId: $id organizationName: $name inactivityPeriod: $days
  ) { success }
}
"""


async def signed_in(world: World, person: Person, at: datetime) -> None:
    store = world.service.engines.store
    (was,) = await stakeholders(RequestStore(store), [person.email])
    assert was is not None
    await store.commit(changed(was, replace(was, last_login_at=at, version=was.version + 1)))


async def _manager(world: World, tenant: Tenant) -> Person:
    roles = member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    return await a_person(world, roles)


async def let_go_now(world: World, store: Store | None = None) -> None:
    held = await held_before(world, LET_GO, f"{world.clock():%Y-%m-%d-%H%M%S%f}")
    await let_inactive_go(store or world.service.engines.store, run_of(held), at=world.clock())
    await let_go(world, held)


async def test_who_did_nothing_for_longer_than_the_policy_says_leaves(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    idle, busy, never = [await a_person(world, member_of(tenant, GroupRole.USER)) for _ in range(3)]
    await signed_in(world, idle, START)
    await signed_in(world, busy, START + DAY)
    world.clock.advance(90 * DAY + timedelta(hours=1))

    await let_go_now(world)

    left = set(await roles_in_group(world, tenant, manager))
    assert left == {manager.email, busy.email, never.email}
    assert set(await roles_in_organization(world, tenant, manager)) == left


async def test_the_use_of_a_token_is_activity(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    await signed_in(world, person, START)
    world.clock.advance(80 * DAY)
    await world.ask("{ me { role } }", token=person.token)
    world.clock.advance(80 * DAY)

    await let_go_now(world)

    assert person.email in await roles_in_group(world, tenant, manager)


async def test_each_organization_says_after_how_long(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    manager, host = await _manager(world, tenant), await _manager(world, other)
    place = {"id": tenant.organization.id, "name": tenant.organization.name}
    await world.ask(PERIOD, token=manager.token, **place, days=21)
    roles = Roles(
        organizations={each.organization.id: OrganizationRole.USER for each in (tenant, other)},
        groups={each.group.name: GroupRole.USER for each in (tenant, other)},
    )
    person = await a_person(world, roles)
    await signed_in(world, person, START)
    world.clock.advance(22 * DAY)

    await let_go_now(world)

    assert person.email not in await roles_in_group(world, tenant, manager)
    assert person.email in await roles_in_group(world, other, host)


async def test_the_last_manager_is_kept(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    await signed_in(world, manager, START)
    world.clock.advance(91 * DAY)

    await let_go_now(world)

    assert manager.email in await roles_in_group(world, tenant, manager)


async def test_an_account_that_is_in_nothing_ends_and_an_administrators_does_not(
    world: World,
) -> None:
    idle, young, never = [await a_person(world, Roles()) for _ in range(3)]
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))
    for person, at in ((idle, START), (young, START + 5 * DAY), (admin, START)):
        await signed_in(world, person, at)
    world.clock.advance(91 * DAY)

    await let_go_now(world)

    emails = [idle.email, young.email, never.email, admin.email]
    found = await stakeholders(RequestStore(world.service.engines.store), emails)
    assert [each is not None for each in found] == [False, True, True, True]


async def test_an_invitation_that_nobody_answered_is_taken_back(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    place = tenant.group.name
    await world.ask(GROUP, token=manager.token, place=place, email=NEW, role="USER")
    world.clock.advance(6 * DAY)
    await let_go_now(world)
    waiting = (await in_group(world, tenant, manager))[NEW]["invitationState"]
    world.clock.advance(2 * DAY)

    await let_go_now(world)

    assert waiting == "PENDING"
    assert {key for key in await world.contents() if key.pk == f"USR#{NEW}"} == set()


@pytest.mark.parametrize("commit", [1, 2])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_cut_off_at_any_commit_the_next_run_does_the_rest(
    world: World, moment: str, commit: int
) -> None:
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    for _ in range(2):
        person = await a_person(world, member_of(tenant, GroupRole.USER))
        await signed_in(world, person, START)
    world.clock.advance(91 * DAY)
    held = await held_before(world, LET_GO, "2026-06-01")
    store = world.service.engines.store

    with pytest.raises(Cut):
        await let_inactive_go(cut_at(store, moment, commit=commit), run_of(held), at=world.clock())
    await let_inactive_go(store, run_of(held), at=world.clock())
    await let_go(world, held)

    assert set(await roles_in_group(world, tenant, manager)) == {manager.email}


async def test_who_was_overtaken_lets_nobody_go(world: World) -> None:
    tenant = await a_tenant(world)
    await _manager(world, tenant)
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    await signed_in(world, person, START)
    world.clock.advance(91 * DAY)
    held = await held_before(world, LET_GO, "2026-06-01")
    old = replace(held, fence=replace(held.fence, version=held.fence.version - 1))

    before = await world.everything()
    with pytest.raises(ChangedMeanwhile):
        await let_inactive_go(world.service.engines.store, run_of(old), at=world.clock())

    assert await world.everything() == before
    await let_go(world, held)


async def test_it_runs_soon_after_each_day_and_wishes_for_the_next(world: World) -> None:
    store = world.service.engines.store
    tenant = await a_tenant(world)
    manager = await _manager(world, tenant)
    await store.commit([await wish_to_let_go(store, START.date(), now=START)])
    async with nothing_written(world):
        world.clock.advance(timedelta(hours=14))
    world.clock.advance(timedelta(hours=2))
    world.service.bell.stir()

    await world.contents()

    (item,) = await store.get([job_key(JobId(LET_GO, "2026-03-03"))])
    assert item is not None
    due = datetime.fromtimestamp(job_from(item).run_after_ms / 1000, UTC)
    assert due == datetime(2026, 3, 4, 1, tzinfo=UTC)
    assert manager.email in await roles_in_group(world, tenant, manager)
