"""deactivateRoot."""

from dataclasses import replace
from typing import Any, Final

import pytest

from db_model.access.types import GroupRole
from db_model.groups.keys import item as group_item
from db_model.groups.types import Service
from db_model.roots.get import root as stored_root
from db_model.roots.types import RootReason, RootStatus
from db_model.vulnerabilities.get import vulnerability
from db_model.vulnerabilities.types import Reason, VulnerabilityStatus, ZeroRiskStatus
from held import a_held_import
from people import Person, Tenant, a_person, a_tenant, member_of
from populations import a_vulnerability, put, put_vulnerabilities
from refusals import (
    ACCESS_DENIED,
    LOGIN_REQUIRED,
    ROOT_NOT_FOUND,
    Refusal,
    nothing_written,
    refusal,
)
from reporting import send_report
from reviewing import a_scene, figures, read, states
from sarif import Hit, a_report
from store.requests import RequestStore
from store.types import Put, Whatever
from world import Answer, World

DEACTIVATE: Final = """
mutation ($groupName: String! $id: ID! $reason: RootDeactivationReason! $other: String) {
  deactivateRoot(groupName: $groupName id: $id reason: $reason other: $other) { success }
}
"""
CONFIRM: Final = "mutation ($id: ID!) { confirmImport(id: $id) { success } }"
ROOT: Final = """
query ($groupName: String! $id: ID!) {
  root(groupName: $groupName rootId: $id) { ... on GitRoot { state lastEditedBy } }
}
"""
NOT_ACTIVE: Final = ("Exception - The root is not active", "INVALID")
EVERY: Final = (
    VulnerabilityStatus.VULNERABLE,
    VulnerabilityStatus.SAFE,
    VulnerabilityStatus.SUBMITTED,
    VulnerabilityStatus.REJECTED,
)


async def deactivate(world: World, tenant: Tenant, by: Person | None, **given: object) -> Answer:
    variables: dict[str, object] = {
        "groupName": tenant.group.name,
        "id": tenant.root.id,
        "reason": "OUT_OF_SCOPE",
    }
    return await world.ask(DEACTIVATE, token=by.token if by else None, **(variables | given))


async def _read(world: World, tenant: Tenant, by: Person) -> dict[str, Any]:
    answer = await world.ask(ROOT, token=by.token, groupName=tenant.group.name, id=tenant.root.id)
    found: dict[str, Any] = answer["root"]
    return found


async def test_what_is_open_is_closed_by_exclusion_and_drafts_stay(world: World) -> None:
    scene = await a_scene(world, *EVERY)
    admin = await a_person(world, member_of(scene.tenant, GroupRole.ADMIN))

    answer = await deactivate(world, scene.tenant, admin)

    await world.contents()
    closed = await vulnerability(RequestStore(world.store), scene.vulnerabilities[0].id)
    found = await read(world, admin, scene.ids[0])
    assert answer["deactivateRoot"] == {"success": True}
    assert await _read(world, scene.tenant, admin) == {
        "state": "INACTIVE",
        "lastEditedBy": admin.email,
    }
    assert await states(world, admin, scene.ids) == ["SAFE", "SAFE", "SUBMITTED", "REJECTED"]
    assert await figures(world, admin, scene.finding) == (0, 2, 1, 1)
    assert closed is not None
    assert closed.state.reasons == (Reason.EXCLUSION,)
    assert [entry["status"] for entry in found["historicState"]] == ["VULNERABLE", "SAFE"]
    assert found["historicState"][1]["hacker"] == admin.email
    assert found["closingDate"] is not None


async def test_more_than_a_commit_takes_are_closed_zero_risk_as_well(world: World) -> None:
    scene = await a_scene(world, *[VulnerabilityStatus.VULNERABLE] * 120)
    admin = await a_person(world, member_of(scene.tenant, GroupRole.ADMIN))
    no_risk = replace(
        a_vulnerability(scene.tenant, scene.finding, 500), zero_risk=ZeroRiskStatus.REQUESTED
    )
    await put_vulnerabilities(world, no_risk)

    await deactivate(world, scene.tenant, admin)

    await world.contents()
    assert await figures(world, admin, scene.finding) == (0, 121, 0, 0)


@pytest.mark.parametrize(
    ("given", "reason", "other"),
    [
        ({"reason": "OTHER", "other": "Sold"}, RootReason.OTHER, "Sold"),
        ({"reason": "REGISTERED_BY_MISTAKE"}, RootReason.REGISTERED_BY_MISTAKE, None),
        ({"reason": "OUT_OF_SCOPE", "other": "Sold"}, RootReason.OUT_OF_SCOPE, None),
    ],
)
async def test_why_it_is_not_tested_is_kept(
    world: World, given: dict[str, str], reason: RootReason, other: str | None
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    await deactivate(world, tenant, person, **given)

    found = await stored_root(RequestStore(world.store), tenant.group.name, tenant.root.id)
    assert found is not None
    state = found.state
    assert (state.status, state.reason, state.other) == (RootStatus.INACTIVE, reason, other)
    assert state.status_at == state.modified_at


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, ("Exception - Field cannot fill with blank characters", "INVALID")),
        ({"other": " "}, ("Exception - Field cannot fill with blank characters", "INVALID")),
        ({"other": "x" * 1001}, ("Exception - Invalid field length in form", "INVALID")),
        ({"other": "=1+1"}, ("Exception - Invalid characters in other", "INVALID")),
    ],
)
async def test_another_reason_needs_words(
    world: World, given: dict[str, str], told: Refusal
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await deactivate(world, tenant, person, reason="OTHER", **given)

    assert refusal(answer) == told


async def test_what_is_not_tested_anyway_stays_as_it_is(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await deactivate(world, tenant, person)

    async with nothing_written(world):
        again = await deactivate(world, tenant, person, reason="REGISTERED_BY_MISTAKE")

    assert again["deactivateRoot"] == {"success": True}


async def test_nothing_is_imported_into_it_any_more(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    held = await a_held_import(world, tenant, person)
    await deactivate(world, tenant, person)

    async with nothing_written(world):
        new = await send_report(world, tenant, person.token, a_report([Hit()]))
        confirmed = await world.ask(CONFIRM, token=person.token, id=held["id"])

    assert refusal(new) == refusal(confirmed) == NOT_ACTIVE


async def test_a_group_that_tests_no_code_has_no_right_to_its_repositories(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    group = tenant.group
    black = replace(group, state=replace(group.state, service=Service.BLACK))
    await put(world, [Put(group_item(black), Whatever())])

    async with nothing_written(world):
        answer = await deactivate(world, tenant, person)

    assert refusal(answer) == ACCESS_DENIED


async def test_nobody_else_deactivates_it(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    reader = await a_person(world, member_of(tenant, GroupRole.CUSTOMER_MANAGER))
    stranger = await a_person(world, member_of(other))

    async with nothing_written(world):
        by_reader = await deactivate(world, tenant, reader)
        foreign = await deactivate(world, tenant, stranger)
        absent = await deactivate(world, tenant, stranger, id="nothing")
        through_own = await deactivate(world, other, stranger, id=tenant.root.id)
        anonymous = await deactivate(world, tenant, None)

    assert refusal(by_reader) == refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
    assert refusal(through_own) == ROOT_NOT_FOUND
    assert refusal(anonymous) == LOGIN_REQUIRED
