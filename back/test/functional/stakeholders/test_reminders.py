"""Who is soon let go for doing nothing is reminded by one mail, however often the job runs."""

from datetime import timedelta
from typing import Final

import pytest

from cutting import Cut, cut_at
from db_model.access.types import GroupRole, OrganizationRole
from functional.stakeholders.test_inactivity import PERIOD, let_go_now, signed_in
from invitations import ORIGIN, mails_to
from jobs.rules import run_of
from jobs_by_hand import held_before, let_go
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from stakeholders.domain import LET_GO
from stakeholders.domain._inactivity import let_go as let_inactive_go
from world import START, World

DAY: Final = timedelta(days=1)


async def _idle(world: World, tenant: Tenant) -> Person:
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    await signed_in(world, person, START)
    return person


async def _scene(world: World) -> tuple[Tenant, Person, Person]:
    """Return a tenant with a manager who never signed in, and somebody who just did."""
    tenant = await a_tenant(world)
    roles = member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    manager = await a_person(world, roles)
    return tenant, manager, await _idle(world, tenant)


async def test_one_mail_comes_21_days_before(world: World) -> None:
    tenant, manager, idle = await _scene(world)
    world.clock.advance(69 * DAY - timedelta(hours=1))
    await let_go_now(world)
    before = await mails_to(world, idle.email)
    world.clock.advance(DAY)
    for _ in range(20):
        await let_go_now(world)
        world.clock.advance(DAY)

    (mail,) = await mails_to(world, idle.email)
    text = mail.get_body(("plain",))
    assert text is not None
    body = " ".join(text.get_content().split())
    assert before == []
    name = tenant.organization.name
    assert mail["Subject"] == f"You will be removed from the organization {name}"
    assert f"since {START:%Y-%m-%d %H:%M} UTC" in body
    assert f"after {START + 90 * DAY:%Y-%m-%d %H:%M} UTC" in body
    assert "inactive for 90 days: you will be removed from it, and from its groups" in body
    assert body.endswith(ORIGIN)
    assert await mails_to(world, manager.email) == []


async def test_who_came_back_is_reminded_anew_next_time(world: World) -> None:
    _, _, idle = await _scene(world)
    world.clock.advance(70 * DAY)
    await let_go_now(world)
    await signed_in(world, idle, world.clock())
    await let_go_now(world)
    world.clock.advance(70 * DAY)

    await let_go_now(world)

    assert len(await mails_to(world, idle.email)) == 2


async def test_a_short_period_reminds_after_half_of_it(world: World) -> None:
    tenant, manager, idle = await _scene(world)
    place = {"id": tenant.organization.id, "name": tenant.organization.name}
    await world.ask(PERIOD, token=manager.token, **place, days=22)
    world.clock.advance(10 * DAY)
    await let_go_now(world)
    before = await mails_to(world, idle.email)
    world.clock.advance(DAY)

    await let_go_now(world)

    assert before == []
    assert len(await mails_to(world, idle.email)) == 1


async def test_who_would_be_kept_is_not_reminded(world: World) -> None:
    tenant = await a_tenant(world)
    last = await a_person(world, member_of(tenant))
    never = await a_person(world, member_of(tenant, GroupRole.USER))
    await signed_in(world, last, START)
    world.clock.advance(80 * DAY)

    await let_go_now(world)

    assert await mails_to(world, last.email) + await mails_to(world, never.email) == []


async def test_an_account_that_is_in_nothing_is_reminded_too(world: World) -> None:
    person = await a_person(world, Roles())
    await signed_in(world, person, START)
    world.clock.advance(80 * DAY)

    for _ in range(2):
        await let_go_now(world)

    (mail,) = await mails_to(world, person.email)
    assert mail["Subject"] == "Your account will be removed"


@pytest.mark.parametrize("commit", [1, 2])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_cut_off_at_any_commit_everybody_has_one_mail(
    world: World, moment: str, commit: int
) -> None:
    tenant, _, first = await _scene(world)
    second = await _idle(world, tenant)
    world.clock.advance(80 * DAY)
    held = await held_before(world, LET_GO, "2026-06-01")
    store = world.service.engines.store

    with pytest.raises(Cut):
        await let_inactive_go(cut_at(store, moment, commit=commit), run_of(held), at=world.clock())
    await let_inactive_go(store, run_of(held), at=world.clock())
    await let_go(world, held)

    for person in (first, second):
        assert len(await mails_to(world, person.email)) == 1
