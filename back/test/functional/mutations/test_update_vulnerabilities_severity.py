"""updateVulnerabilitiesSeverity."""

import pytest

from db_model.access.types import GroupRole
from db_model.vulnerabilities.types import VulnerabilityStatus
from people import Person, a_person, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from reviewing import NOT_IN_FINDING, Scene, a_scene, done, not_done, read
from world import Answer, World

UPDATE = """
mutation ($findingId: ID! $vulnerabilityIds: [ID!]! $cvssVector: String!) {
  updateVulnerabilitiesSeverity(
    findingId: $findingId vulnerabilityIds: $vulnerabilityIds cvssVector: $cvssVector
  ) { success finding { id severityVector } results { id success message code } }
}
"""
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O/RC:C"
OPEN = VulnerabilityStatus.VULNERABLE


async def _update(world: World, person: Person | None, scene: Scene, **given: object) -> Answer:
    variables: dict[str, object] = {
        "findingId": scene.finding.id,
        "vulnerabilityIds": scene.ids,
        "cvssVector": VECTOR,
    }
    return await world.ask(UPDATE, token=person.token if person else None, **(variables | given))


async def test_they_have_a_severity_of_their_own(world: World) -> None:
    scene = await a_scene(world, OPEN, VulnerabilityStatus.SUBMITTED, OPEN)
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))
    rated, draft, left = scene.ids

    answer = await _update(world, person, scene, vulnerabilityIds=[rated, draft])

    found = [await read(world, person, id_) for id_ in (rated, draft, left)]
    assert answer["updateVulnerabilitiesSeverity"] == {
        "success": True,
        "finding": {"id": scene.finding.id, "severityVector": ""},
        "results": [done(rated), done(draft)],
    }
    assert [(each["severityTemporalScore"], each["severityVector"]) for each in found] == [
        (8.8, VECTOR),
        (8.8, VECTOR),
        (7.5, ""),
    ]


async def test_of_many_each_is_answered_for(world: World) -> None:
    scene = await a_scene(world, OPEN, VulnerabilityStatus.DELETED)
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))
    first, gone = scene.ids

    answer = await _update(world, person, scene)

    told = answer["updateVulnerabilitiesSeverity"]
    assert told["success"] is False
    assert told["results"] == [done(first), not_done(gone, *NOT_IN_FINDING)]


async def test_what_is_as_it_was_is_not_written(world: World) -> None:
    scene = await a_scene(world, OPEN)
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))
    await _update(world, person, scene)

    async with nothing_written(world):
        answer = await _update(world, person, scene)

    assert answer["updateVulnerabilitiesSeverity"]["success"] is True


@pytest.mark.parametrize(
    "vector",
    [
        "",
        "9.8",
        "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
        "CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
    ],
)
async def test_what_is_no_vector_of_3_1_is_refused(world: World, vector: str) -> None:
    scene = await a_scene(world, OPEN)
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))

    async with nothing_written(world):
        answer = await _update(world, person, scene, cvssVector=vector)

    assert refusal(answer) == (
        "Exception - Error invalid severity CVSS v3.1 vector string",
        "INVALID",
    )


async def test_anothers_vulnerability_is_as_absent_as_one_that_never_was(world: World) -> None:
    scene = await a_scene(world, OPEN)
    other = await a_scene(world, OPEN, name="evil")
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))

    async with nothing_written(world):
        foreign = await _update(world, person, scene, vulnerabilityIds=other.ids)
        absent = await _update(world, person, scene, vulnerabilityIds=["nothing"])

    assert refusal(foreign) == NOT_IN_FINDING
    assert foreign == absent


async def test_who_may_not_is_refused_and_learns_nothing(world: World) -> None:
    scene = await a_scene(world, OPEN)
    other = await a_scene(world, OPEN, name="evil")
    member = await a_person(world, member_of(scene.tenant, GroupRole.USER_MANAGER))
    stranger = await a_person(world, member_of(other.tenant, GroupRole.HACKER))

    async with nothing_written(world):
        refused = await _update(world, member, scene)
        foreign = await _update(world, stranger, scene)
        absent = await _update(world, stranger, scene, findingId="nothing")

    assert refusal(refused) == ACCESS_DENIED
    assert refused == foreign == absent


async def test_nobody_who_has_not_signed_in_rates_one(world: World) -> None:
    scene = await a_scene(world, OPEN)

    async with nothing_written(world):
        answer = await _update(world, None, scene)

    assert refusal(answer) == LOGIN_REQUIRED
