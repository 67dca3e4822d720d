"""rejectVulnerabilities."""

import pytest

from db_model.access.types import GroupRole
from db_model.vulnerabilities.types import VulnerabilityStatus
from people import a_person, member_of
from refusals import nothing_written, refusal
from reviewing import (
    NOT_IN_FINDING,
    REJECT,
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


async def test_what_waits_for_review_is_refused_with_its_reasons(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.SUBMITTED)
    person = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))

    answer = await ask_for(
        world, REJECT, person, scene, reasons=["NAMING", "OTHER"], otherReason="Not ours"
    )

    found = await read(world, person, scene.ids[0])
    assert answer["rejectVulnerabilities"] == {"success": True, "results": [done(scene.ids[0])]}
    assert found["state"] == "REJECTED"
    assert found["historicState"][1]["justification"] == "NAMING, OTHER"
    assert await figures(world, person, scene.finding) == (0, 0, 0, 1)


TOO_LONG = "Exception - Justification must have a maximum of 10000 characters"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"reasons": []}, "Exception - The rejection reason is required"),
        ({"otherReason": None}, "Exception - Field cannot fill with blank characters"),
        ({"otherReason": " "}, "Exception - Field cannot fill with blank characters"),
        ({"otherReason": "a<b"}, "Exception - Invalid characters"),
        ({"otherReason": "r" * 10_001}, TOO_LONG),
    ],
    ids=["no reason", "no words", "blank", "characters", "long"],
)
async def test_bad_reasons_are_refused(world: World, given: dict[str, object], told: str) -> None:
    scene = await a_scene(world, VulnerabilityStatus.SUBMITTED)
    person = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))

    async with nothing_written(world):
        answer = await ask_for(world, REJECT, person, scene, **({"reasons": ["OTHER"]} | given))

    assert refusal(answer) == (told, "INVALID")


async def test_of_many_each_is_answered_for(world: World) -> None:
    scene = await a_scene(
        world,
        VulnerabilityStatus.SUBMITTED,
        VulnerabilityStatus.VULNERABLE,
        VulnerabilityStatus.SUBMITTED,
    )
    person = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))
    first, second, third = scene.ids

    answer = await ask_for(
        world, REJECT, person, scene, vulnerabilities=[*scene.ids, "nothing", first]
    )

    assert answer["rejectVulnerabilities"] == {
        "success": False,
        "results": [
            done(first),
            not_done(second, "Exception - The vulnerability has not been submitted"),
            done(third),
            not_done("nothing", *NOT_IN_FINDING),
        ],
    }
    assert await states(world, person, scene.ids) == ["REJECTED", "VULNERABLE", "REJECTED"]


async def test_many_are_a_commit_a_chunk(world: World) -> None:
    scene = await a_scene(world, *[VulnerabilityStatus.SUBMITTED] * (CHUNK + 1))
    person = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))
    before = await world.contents()

    answer = await ask_for(world, REJECT, person, scene)

    after = await world.contents()
    made = [after[key].kind for key in after.keys() - before.keys()]
    assert answer["rejectVulnerabilities"]["success"] is True
    assert made.count("context") == 2
    assert made.count("vulnerability-state") == CHUNK + 1
