"""confirmVulnerabilities."""

import pytest

from authz.access import Principal, access_of
from authz.grants import on_finding
from authz.policy import Action
from cutting import At, Watched
from db_model.access.types import GroupRole
from db_model.roots.types import RootReason
from db_model.roots.update import updated
from db_model.vulnerabilities.types import VulnerabilityStatus
from people import a_person, member_of
from populations import put
from refusals import nothing_written, refusal
from reviewing import (
    CONFIRM,
    NOT_IN_FINDING,
    Scene,
    a_scene,
    ask_for,
    done,
    figures,
    not_done,
    read,
    states,
)
from roots.errors import RootNotActive
from roots.rules.status import deactivated
from roots.types import Leaving
from store.requests import RequestStore
from vulnerabilities.domain import CHUNK, confirm_vulnerabilities
from world import World


async def test_what_waits_for_review_is_released_with_its_history_and_figures(
    world: World,
) -> None:
    scene = await a_scene(world, VulnerabilityStatus.SUBMITTED)
    person = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))

    answer = await ask_for(world, CONFIRM, person, scene)

    found = await read(world, person, scene.ids[0])
    assert answer["confirmVulnerabilities"] == {"success": True, "results": [done(scene.ids[0])]}
    assert (found["state"], found["reportDate"]) == ("VULNERABLE", "2026-03-02 09:30:00")
    assert found["historicState"][1]["justification"] == "NO_JUSTIFICATION"
    assert await figures(world, person, scene.finding) == (1, 0, 0, 0)


async def test_of_many_each_is_answered_for(world: World) -> None:
    scene = await a_scene(
        world,
        VulnerabilityStatus.SUBMITTED,
        VulnerabilityStatus.REJECTED,
        VulnerabilityStatus.SUBMITTED,
    )
    person = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))
    first, second, third = scene.ids

    answer = await ask_for(
        world, CONFIRM, person, scene, vulnerabilities=[*scene.ids, "nothing", first]
    )

    assert answer["confirmVulnerabilities"] == {
        "success": False,
        "results": [
            done(first),
            not_done(second, "Exception - The vulnerability has not been submitted"),
            done(third),
            not_done("nothing", *NOT_IN_FINDING),
        ],
    }
    assert await states(world, person, scene.ids) == ["VULNERABLE", "REJECTED", "VULNERABLE"]


async def test_many_are_a_commit_a_chunk(world: World) -> None:
    scene = await a_scene(world, *[VulnerabilityStatus.SUBMITTED] * (CHUNK + 1))
    person = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))
    before = await world.contents()

    answer = await ask_for(world, CONFIRM, person, scene)

    after = await world.contents()
    made = [after[key].kind for key in after.keys() - before.keys()]
    assert answer["confirmVulnerabilities"]["success"] is True
    assert made.count("context") == 2
    assert made.count("vulnerability-state") == CHUNK + 1


async def _excluded(world: World, scene: Scene) -> None:
    was = scene.tenant.root
    leaving = Leaving(reason=RootReason.OTHER, other="Gone")
    now = deactivated(was, leaving, by=was.created_by, at=world.clock())
    await put(world, [*updated(was, now)])


async def test_in_a_root_that_is_not_tested_nothing_is_released(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.SUBMITTED, VulnerabilityStatus.REJECTED)
    person = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))
    await _excluded(world, scene)

    async with nothing_written(world):
        answer = await ask_for(world, CONFIRM, person, scene)

    assert refusal(answer) == ("Exception - The root is not active", "INVALID")


async def test_in_a_root_that_is_taken_out_meanwhile_nothing_is_released(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.SUBMITTED)
    person = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))
    excluded = At(1, lambda: _excluded(world, scene))
    db = RequestStore(Watched(world.store, meanwhile=excluded))
    access = await access_of(db, Principal(email=person.email))
    assert access is not None
    grant = await on_finding(db, access, Action.CONFIRM_VULNERABILITIES, id_=scene.finding.id)
    (known,) = scene.vulnerabilities

    with pytest.raises(RootNotActive):
        await confirm_vulnerabilities(db, grant, [known.id], at=world.clock())

    assert await states(world, person, scene.ids) == ["SUBMITTED"]
