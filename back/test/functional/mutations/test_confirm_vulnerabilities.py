"""confirmVulnerabilities."""

import pytest

from db_model.access.types import GroupRole
from db_model.vulnerabilities.types import VulnerabilityStatus
from people import a_person, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal, nothing_written, refusal
from reviewing import (
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

CONFIRM = """
mutation ($findingId: String! $vulnerabilities: [String!]!) {
  confirmVulnerabilities(findingId: $findingId vulnerabilities: $vulnerabilities) {
    success results { id success message code }
  }
}
"""


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


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (
            VulnerabilityStatus.SAFE,
            ("Exception - The vulnerability has not been submitted", "INVALID"),
        ),
        (
            VulnerabilityStatus.VULNERABLE,
            ("Exception - The vulnerability has not been submitted", "INVALID"),
        ),
        (
            VulnerabilityStatus.REJECTED,
            ("Exception - The vulnerability has not been submitted", "INVALID"),
        ),
        (VulnerabilityStatus.DELETED, NOT_IN_FINDING),
    ],
)
async def test_what_is_in_another_state_is_refused(
    world: World, status: VulnerabilityStatus, told: Refusal
) -> None:
    scene = await a_scene(world, status)
    person = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))

    async with nothing_written(world):
        answer = await ask_for(world, CONFIRM, person, scene)

    assert refusal(answer) == told


async def test_anothers_vulnerability_is_as_absent_as_one_that_never_was(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.SUBMITTED)
    other = await a_scene(world, VulnerabilityStatus.SUBMITTED, name="evil")
    person = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))

    async with nothing_written(world):
        foreign = await ask_for(world, CONFIRM, person, scene, vulnerabilities=other.ids)
        absent = await ask_for(world, CONFIRM, person, scene, vulnerabilities=["nothing"])

    assert refusal(foreign) == NOT_IN_FINDING
    assert foreign == absent


async def test_more_than_150_are_refused(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.SUBMITTED)
    person = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))

    async with nothing_written(world):
        answer = await ask_for(world, CONFIRM, person, scene, vulnerabilities=scene.ids * 151)

    assert refusal(answer) == (
        "Exception - You can upload a maximum of 150 vulnerabilities per file",
        "INVALID",
    )


async def test_a_member_without_the_right_is_refused(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE, VulnerabilityStatus.SUBMITTED)
    person = await a_person(world, member_of(scene.tenant, GroupRole.USER_MANAGER))

    async with nothing_written(world):
        answer = await ask_for(world, CONFIRM, person, scene)

    assert refusal(answer) == ACCESS_DENIED


async def test_a_stranger_is_refused_and_learns_nothing(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.SUBMITTED)
    other = await a_scene(world, VulnerabilityStatus.SUBMITTED, name="evil")
    stranger = await a_person(world, member_of(other.tenant, GroupRole.REVIEWER))

    async with nothing_written(world):
        foreign = await ask_for(world, CONFIRM, stranger, scene)
        absent = await ask_for(world, CONFIRM, stranger, scene, findingId="nothing")

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent


async def test_nobody_who_has_not_signed_in_is_answered(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.SUBMITTED)

    async with nothing_written(world):
        answer = await ask_for(world, CONFIRM, None, scene)

    assert refusal(answer) == LOGIN_REQUIRED
