"""activateRoot."""

from typing import Final

from db_model.access.types import GroupRole
from db_model.roots import keys
from db_model.roots.get import root as stored_root
from db_model.roots.types import RootStatus
from db_model.vulnerabilities.types import VulnerabilityStatus
from functional.mutations.test_deactivate_root import deactivate
from jobs_by_hand import held_before
from people import Person, Tenant, a_person, a_tenant, member_of
from populations import put
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, ROOT_NOT_FOUND, nothing_written, refusal
from reporting import counts, imported
from reviewing import a_scene, states
from roots.domain.exclusion import EXCLUDE, subject_of
from sarif import Hit, a_report
from store.requests import RequestStore
from store.types import Absent, Item, Put
from world import Answer, World

ACTIVATE: Final = """
mutation ($groupName: String! $id: ID!) { activateRoot(groupName: $groupName id: $id) { success } }
"""


async def activate(world: World, tenant: Tenant, by: Person | None, **given: object) -> Answer:
    variables: dict[str, object] = {"groupName": tenant.group.name, "id": tenant.root.id}
    return await world.ask(ACTIVATE, token=by.token if by else None, **(variables | given))


async def test_it_is_tested_again_and_what_was_excluded_opens_when_it_is_seen(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await imported(world, tenant, person, a_report([Hit()]))
    await deactivate(world, tenant, person, reason="OTHER", other="Sold")
    await world.contents()

    answer = await activate(world, tenant, person)

    found = await stored_root(RequestStore(world.store), tenant.group.name, tenant.root.id)
    assert answer["activateRoot"] == {"success": True}
    assert found is not None
    state = found.state
    assert (state.status, state.reason, state.other) == (RootStatus.ACTIVE, None, None)
    again = await imported(world, tenant, person, a_report([Hit()]))
    assert (again["state"], counts(again)) == ("DONE", {"reopened": 1})


async def test_it_waits_until_all_is_closed_that_was_open(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE)
    admin = await a_person(world, member_of(scene.tenant, GroupRole.ADMIN))
    await held_before(world, EXCLUDE, subject_of(scene.tenant.root))
    await deactivate(world, scene.tenant, admin)

    answer = await activate(world, scene.tenant, admin)

    found = await stored_root(
        RequestStore(world.store), scene.tenant.group.name, scene.tenant.root.id
    )
    assert refusal(answer) == ("Exception - The root is still being deactivated", "CONFLICT")
    assert found is not None
    assert found.state.status is RootStatus.INACTIVE
    assert await states(world, admin, scene.ids) == ["VULNERABLE"]


async def test_what_another_root_tests_by_now_is_not_tested_twice(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await deactivate(world, tenant, person)
    place = keys.repository(tenant.group.name, tenant.root.state.url)
    other = Item(key=place, kind="guard", version=1, body=b"another-root")
    await put(world, [Put(other, Absent())])

    async with nothing_written(world):
        answer = await activate(world, tenant, person)

    assert refusal(answer) == (
        "Exception - Root with the same URL/branch already exists",
        "CONFLICT",
    )


async def test_it_holds_alone_what_it_tests_from_then_on(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await deactivate(world, tenant, person)
    await world.contents()

    await activate(world, tenant, person)

    url = tenant.root.state.url
    places = {
        keys.repository(tenant.group.name, url),
        keys.address(tenant.organization.id, url, "main"),
    }
    held = {key: item.body for key, item in (await world.contents()).items() if key in places}
    assert held == dict.fromkeys(places, tenant.root.id.encode())


async def test_what_is_tested_already_stays_as_it_is(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await activate(world, tenant, person)

    assert answer["activateRoot"] == {"success": True}


async def test_nobody_else_activates_it(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    person = await a_person(world, member_of(tenant))
    reader = await a_person(world, member_of(tenant, GroupRole.RESOURCER))
    stranger = await a_person(world, member_of(other))
    await deactivate(world, tenant, person)

    async with nothing_written(world):
        by_reader = await activate(world, tenant, reader)
        foreign = await activate(world, tenant, stranger)
        absent = await activate(world, tenant, stranger, id="nothing")
        through_own = await activate(world, other, stranger, id=tenant.root.id)
        anonymous = await activate(world, tenant, None)

    assert refusal(by_reader) == refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
    assert refusal(through_own) == ROOT_NOT_FOUND
    assert refusal(anonymous) == LOGIN_REQUIRED
