"""resubmitVulnerabilities."""

from db_model.access.types import GroupRole
from db_model.vulnerabilities.types import VulnerabilityStatus
from people import a_person, member_of
from reviewing import (
    NOT_IN_FINDING,
    RESUBMIT,
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


async def test_what_was_refused_waits_for_review_again(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.REJECTED)
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))

    answer = await ask_for(world, RESUBMIT, person, scene)

    found = await read(world, person, scene.ids[0])
    assert answer["resubmitVulnerabilities"] == {"success": True, "results": [done(scene.ids[0])]}
    assert (found["state"], found["reportDate"]) == ("SUBMITTED", None)
    assert [entry["status"] for entry in found["historicState"]] == ["REJECTED", "SUBMITTED"]
    assert await figures(world, person, scene.finding) == (0, 0, 1, 0)


async def test_of_many_each_is_answered_for(world: World) -> None:
    scene = await a_scene(
        world,
        VulnerabilityStatus.REJECTED,
        VulnerabilityStatus.VULNERABLE,
        VulnerabilityStatus.REJECTED,
    )
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))
    first, second, third = scene.ids

    answer = await ask_for(
        world, RESUBMIT, person, scene, vulnerabilities=[*scene.ids, "nothing", first]
    )

    assert answer["resubmitVulnerabilities"] == {
        "success": False,
        "results": [
            done(first),
            not_done(second, "Exception - The vulnerability has not been rejected"),
            done(third),
            not_done("nothing", *NOT_IN_FINDING),
        ],
    }
    assert await states(world, person, scene.ids) == ["SUBMITTED", "VULNERABLE", "SUBMITTED"]


async def test_many_are_a_commit_a_chunk(world: World) -> None:
    scene = await a_scene(world, *[VulnerabilityStatus.REJECTED] * (CHUNK + 1))
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))
    before = await world.contents()

    answer = await ask_for(world, RESUBMIT, person, scene)

    after = await world.contents()
    made = [after[key].kind for key in after.keys() - before.keys()]
    assert answer["resubmitVulnerabilities"]["success"] is True
    assert made.count("context") == 2
    assert made.count("vulnerability-state") == CHUNK + 1
