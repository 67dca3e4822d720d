"""Closing what an inactive root has: cut off anywhere, raced by imports and by people."""

from dataclasses import replace

import pytest

from cutting import At, Cut, Watched, cut_at
from db_model.access.types import GroupRole
from db_model.errors import ChangedMeanwhile
from db_model.roots.keys import item as root_item
from db_model.roots.types import RootStatus
from db_model.vulnerabilities.types import VulnerabilityStatus
from functional.mutations.test_activate_root import activate
from functional.mutations.test_deactivate_root import deactivate
from held import hits
from imports.domain import RUN
from imports.run import Means, run_root
from jobs.rules import run_of
from jobs_by_hand import held_before, let_go
from people import a_person, a_tenant, member_of
from populations import put
from reporting import send_report, stored
from reviewing import a_scene, figures
from roots.domain.exclusion import CHUNK, EXCLUDE, exclude_root, subject_of
from sarif import a_report
from store.requests import RequestStore
from store.types import Put, Whatever
from world import World

MANY = 2 * CHUNK + 10
STATUSES = [*[VulnerabilityStatus.VULNERABLE] * MANY, VulnerabilityStatus.SUBMITTED]
IMPORT = "query ($id: ID!) { import(id: $id) { state reason } }"


@pytest.mark.parametrize("commits", [1, 2, 3])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_cut_off_at_any_commit_it_ends_the_same(
    world: World, moment: str, commits: int
) -> None:
    scene = await a_scene(world, *STATUSES)
    admin = await a_person(world, member_of(scene.tenant, GroupRole.ADMIN))
    held = await held_before(world, EXCLUDE, subject_of(scene.tenant.root))
    await deactivate(world, scene.tenant, admin)
    watched = cut_at(world.store, moment, commit=commits)

    with pytest.raises(Cut):
        await exclude_root(RequestStore(watched), run_of(held), at=world.clock())
    done = (commits - (moment == "before")) * CHUNK
    assert (await figures(world, admin, scene.finding))[1] == min(done, MANY)
    await exclude_root(RequestStore(world.store), run_of(held), at=world.clock())

    assert await figures(world, admin, scene.finding) == (0, MANY, 1, 0)


async def test_what_a_person_closes_meanwhile_is_counted_once(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE, VulnerabilityStatus.VULNERABLE)
    admin = await a_person(world, member_of(scene.tenant, GroupRole.ADMIN))
    held = await held_before(world, EXCLUDE, subject_of(scene.tenant.root))
    await deactivate(world, scene.tenant, admin)
    close = (
        "mutation ($id: String! $ids: [String!]!) "
        "{ closeVulnerabilities(findingId: $id vulnerabilities: $ids) { success } }"
    )
    given = {"id": scene.finding.id, "ids": scene.ids[:1]}
    closing = At(1, lambda: world.ask(close, token=admin.token, **given))

    watched = Watched(world.store, meanwhile=closing)
    await exclude_root(RequestStore(watched), run_of(held), at=world.clock())

    assert await figures(world, admin, scene.finding) == (0, 2, 0, 0)


async def test_it_closes_nothing_more_of_a_root_that_is_tested_again(world: World) -> None:
    scene = await a_scene(world, *STATUSES)
    admin = await a_person(world, member_of(scene.tenant, GroupRole.ADMIN))
    root = scene.tenant.root
    inactive = replace(root, state=replace(root.state, status=RootStatus.INACTIVE))
    await put(world, [Put(root_item(inactive), Whatever())])
    held = await held_before(world, EXCLUDE, subject_of(root))
    again = At(2, lambda: activate(world, scene.tenant, admin))

    watched = Watched(world.store, meanwhile=again)
    await exclude_root(RequestStore(watched), run_of(held), at=world.clock())

    assert await figures(world, admin, scene.finding) == (MANY - CHUNK, CHUNK, 1, 0)


async def test_a_runner_that_was_overtaken_closes_nothing(world: World) -> None:
    scene = await a_scene(world, *STATUSES)
    admin = await a_person(world, member_of(scene.tenant, GroupRole.ADMIN))
    root = scene.tenant.root
    inactive = replace(root, state=replace(root.state, status=RootStatus.INACTIVE))
    await put(world, [Put(root_item(inactive), Whatever())])
    held = await held_before(world, EXCLUDE, subject_of(root))
    await let_go(world, held)

    with pytest.raises(ChangedMeanwhile):
        await exclude_root(RequestStore(world.store), run_of(held), at=world.clock())

    assert await figures(world, admin, scene.finding) == (MANY, 0, 1, 0)


@pytest.mark.parametrize("commit", range(1, 8))
async def test_an_import_that_runs_while_the_root_is_deactivated_leaves_nothing_open(
    world: World, commit: int
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    held = await held_before(world, RUN, tenant.root.id)
    sent = await send_report(world, tenant, person.token, a_report(hits(100)), waitSeconds=0)
    id_ = sent["importReport"]["import"]["id"]
    leaving = At(commit, lambda: deactivate(world, tenant, person))
    means = Means(
        store=Watched(world.store, meanwhile=leaving),
        blobs=world.service.engines.blobs,
        clock=world.clock,
        ended=lambda _: None,
    )

    await run_root(means, run_of(held))

    await let_go(world, held)
    await world.contents()
    ended = (await world.ask(IMPORT, token=person.token, id=id_))["import"]
    known = [state for *_, state in (await stored(world, tenant, person)).values()]
    assert leaving.left <= 0
    assert "VULNERABLE" not in known
    assert ended in (
        {"state": "FAILED", "reason": "Exception - The root is not active"},
        {"state": "DONE", "reason": None},
    )
    assert (ended["state"] == "DONE") == (len(known) == 100)
