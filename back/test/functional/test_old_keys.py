"""Data keys are rotated before they have sealed too much, by a job that goes on every day."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from cutting import Cut, cut_at
from db_model.access.types import OrganizationRole
from envelopes.ageing import AGE, LIFE, rotate_old, wish_to_rotate
from envelopes.keyring import Keyring
from envelopes.survey import uses
from jobs.items import job_from, job_key
from jobs.types import JobId
from people import Person, Tenant, a_person, a_tenant, member_of
from sealing import put_credentials
from secrecy import credentials_of
from world import START, World

A_DAY: Final = timedelta(days=1)


async def _scene(world: World, name: str = "acme") -> tuple[Tenant, Person]:
    tenant = await a_tenant(world, name=name)
    roles = member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    person = await a_person(world, roles)
    await put_credentials(world, tenant, person.email, 3)
    return tenant, person


async def _keys(world: World) -> list[tuple[bool, int]]:
    """Return of each data key whether it is retired, and how many secrets it seals."""
    await world.contents()
    found = uses(world.service.engines.store)
    return sorted([(use.key.retired_at is not None, use.secrets) async for use in found])


async def test_one_that_is_old_is_rotated_once_and_all_is_sealed_anew(world: World) -> None:
    tenant, person = await _scene(world)
    engines = world.service.engines
    world.clock.advance(LIFE - A_DAY)
    await rotate_old(engines.store, engines.keyring, at=world.clock())
    young = await _keys(world)
    world.clock.advance(A_DAY)

    for _ in range(2):
        await rotate_old(engines.store, engines.keyring, at=world.clock())
    world.service.bell.stir()

    assert young == [(False, 3)]
    assert await _keys(world) == [(False, 3), (True, 0)]
    held = await credentials_of(world, tenant, person, "token")
    assert [each["token"] for each in held] == ["t"] * 3


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_cut_off_the_next_run_does_the_rest(world: World, moment: str) -> None:
    for name in ("acme", "evil"):
        await _scene(world, name)
    engines = world.service.engines
    world.clock.advance(LIFE)
    store = cut_at(engines.store, moment, commit=2)
    with pytest.raises(Cut):
        await rotate_old(store, engines.keyring, at=world.clock())

    await rotate_old(engines.store, engines.keyring, at=world.clock())

    assert [retired for retired, _ in await _keys(world)] == [False, False, True, True]


async def test_where_no_key_can_be_made_nothing_changes_and_nothing_fails(world: World) -> None:
    await _scene(world)
    world.clock.advance(LIFE)
    before = await world.everything()

    none = Keyring(encryptions=(), clock=world.clock)
    await rotate_old(world.service.engines.store, none, at=world.clock())

    assert await world.everything() == before


async def test_it_runs_after_each_day_and_wishes_for_the_next(world: World) -> None:
    store = world.service.engines.store
    await store.commit([await wish_to_rotate(store, START.date(), now=START)])
    world.clock.advance(timedelta(hours=17))
    world.service.bell.stir()

    await world.contents()

    (item,) = await store.get([job_key(JobId(AGE, "2026-03-03"))])
    assert item is not None
    due = datetime.fromtimestamp(job_from(item).run_after_ms / 1000, UTC)
    assert due == datetime(2026, 3, 4, 2, tzinfo=UTC)
