"""confirmVulnerabilities."""

from db_model.access.types import GroupRole
from db_model.vulnerabilities.types import VulnerabilityStatus
from people import a_person, member_of
from reviewing import (
    CONFIRM,
    NOT_IN_FINDING,
    a_scene,
    ask_for,
    done,
    figures,
    not_done,
    read,
    states,
)
from vulnerabilities.domain import CHUNK
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
