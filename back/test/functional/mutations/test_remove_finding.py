"""removeFinding."""

import asyncio
from typing import Final

import pytest

from db_model.access.types import GroupRole
from db_model.codec import decode
from db_model.findings.get import current
from db_model.findings.types import Figures, FindingState, FindingStatus, RemovalReason
from db_model.keys import history
from db_model.vulnerabilities.types import Reason, VulnerabilityStatus
from findings.domain import REMOVE
from jobs_by_hand import held_before
from people import Person, a_person, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from refusals import (
    ACCESS_DENIED,
    LOGIN_REQUIRED,
    VULNERABILITY_NOT_FOUND,
    nothing_written,
    refusal,
)
from reviewing import CLOSE, CONFIRM, REJECT, RESUBMIT, Scene, a_scene, ask_for
from vanishing import REASONS, counted, figures_of, remove, vulnerabilities_of
from world import Answer, World

REMOVERS: Final = (GroupRole.ADMIN, GroupRole.ARCHITECT, GroupRole.HACKER, GroupRole.REVIEWER)
OTHERS: Final = sorted(set(GroupRole) - set(REMOVERS))
READ: Final = "query ($id: String!) { finding(identifier: $id) { id } }"
READ_ONE: Final = "query ($id: String!) { vulnerability(uuid: $id) { id } }"
DESCRIBE: Final = """
mutation ($id: String!) { updateDescription(
  findingId: $id title: "Other" description: "a" recommendation: "b" threat: "c"
  attackVectorDescription: "d" unfulfilledRequirements: ["e"]
) { success } }
"""
FIGURES: Final = """
query ($name: String!) { group(groupName: $name) {
  openFindings openVulnerabilities closedVulnerabilities
} }
"""
EDIT: Final = """
mutation ($id: ID!) {
  updateVulnerabilityDescription(vulnerabilityId: $id source: ANALYST) { success }
}
"""


async def _read(world: World, person: Person, scene: Scene) -> Answer:
    return await world.ask(READ, token=person.token, id=scene.finding.id)


@pytest.mark.parametrize("role", REMOVERS)
async def test_it_is_seen_no_more_with_all_that_it_has(world: World, role: GroupRole) -> None:
    scene = await a_scene(world, *VulnerabilityStatus)
    person = await a_person(world, member_of(scene.tenant, role))

    answer = await remove(world, scene.finding.id, person)

    assert answer["removeFinding"] == {"success": True}
    assert refusal(await _read(world, person, scene)) == ACCESS_DENIED
    for id_ in scene.ids:
        read = await world.ask(READ_ONE, token=person.token, id=id_)
        assert refusal(read) == VULNERABILITY_NOT_FOUND
    assert await counted(world, person, scene.tenant) == {}


async def test_its_group_counts_it_no_more(world: World) -> None:
    scene = await a_scene(world, *VulnerabilityStatus)
    other = a_finding(scene.tenant, 1)
    await put_findings(world, other)
    await put_vulnerabilities(world, a_vulnerability(scene.tenant, other))
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))
    await world.indexed()

    await remove(world, scene.finding.id, person)

    await world.contents()
    await world.indexed()
    found = await world.ask(FIGURES, token=person.token, name=scene.tenant.group.name)
    assert found["group"] == {
        "openFindings": 1,
        "openVulnerabilities": 1,
        "closedVulnerabilities": 0,
    }


@pytest.mark.parametrize("justification", REASONS)
async def test_what_it_has_is_removed_for_the_same_reason_closed_or_not(
    world: World, justification: str
) -> None:
    scene = await a_scene(world, *VulnerabilityStatus)
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))

    await remove(world, scene.finding.id, person, justification)

    await world.contents()
    known = {each.id: each.state for each in await vulnerabilities_of(world, scene.finding.id)}
    gone = {VulnerabilityStatus.DELETED, VulnerabilityStatus.MASKED}
    assert {state.status for state in known.values()} == gone
    for before in scene.vulnerabilities:
        state = known[before.id]
        if before.state.status in gone:
            assert state == before.state
        else:
            assert state.reasons == (Reason(justification),)
            assert state.modified_by == person.email
    assert await figures_of(world, scene.finding.id) == Figures()


@pytest.mark.parametrize("justification", REASONS)
async def test_its_history_tells_who_removed_it_and_why(world: World, justification: str) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE)
    person = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))

    await remove(world, scene.finding.id, person, justification)

    finding = await current(world.store, scene.finding.id)
    assert finding is not None
    entry = (await world.everything())[history(f"FIN#{finding.id}", "state", finding.version)]
    assert decode(FindingState, entry) == finding.state
    assert finding.state.status is FindingStatus.DELETED
    assert finding.state.justification is RemovalReason(justification)
    assert finding.state.modified_by == person.email


async def test_one_without_vulnerabilities_goes_the_same_way(world: World) -> None:
    scene = await a_scene(world)
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))

    answer = await remove(world, scene.finding.id, person)

    assert answer["removeFinding"] == {"success": True}
    assert refusal(await _read(world, person, scene)) == ACCESS_DENIED


async def test_what_was_removed_is_as_absent_as_what_never_was(world: World) -> None:
    statuses = (VulnerabilityStatus.VULNERABLE, VulnerabilityStatus.SUBMITTED)
    scene = await a_scene(world, *statuses, VulnerabilityStatus.REJECTED)
    admin = await a_person(world, member_of(scene.tenant, GroupRole.ADMIN))
    await held_before(world, REMOVE, scene.finding.id)
    await remove(world, scene.finding.id, admin)

    before = await world.everything()

    again = await remove(world, scene.finding.id, admin, "FALSE_POSITIVE")
    described = await world.ask(DESCRIBE, token=admin.token, id=scene.finding.id)
    reviewed = [
        await ask_for(world, mutation, admin, scene)
        for mutation in (CLOSE, CONFIRM, REJECT, RESUBMIT)
    ]
    edited = await world.ask(EDIT, token=admin.token, id=scene.ids[0])

    assert await world.everything() == before
    assert {refusal(each) for each in (again, described, *reviewed)} == {ACCESS_DENIED}
    assert refusal(edited) == VULNERABILITY_NOT_FOUND


async def test_of_two_who_remove_it_at_once_one_does(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE, VulnerabilityStatus.SAFE)
    one, other = [await a_person(world, member_of(scene.tenant, role)) for role in REMOVERS[:2]]

    answers = await asyncio.gather(
        remove(world, scene.finding.id, one, "DUPLICATED"),
        remove(world, scene.finding.id, other, "NOT_REQUIRED"),
    )

    await world.contents()
    told = sorted(str(answer.data) for answer in answers)
    known = await vulnerabilities_of(world, scene.finding.id)
    assert told == ["None", "{'removeFinding': {'success': True}}"]
    assert len({each.state.reasons for each in known}) == 1
    assert await figures_of(world, scene.finding.id) == Figures()


@pytest.mark.parametrize("role", OTHERS)
async def test_a_member_without_the_right_removes_none(world: World, role: GroupRole) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE)
    person = await a_person(world, member_of(scene.tenant, role))

    async with nothing_written(world):
        answer = await remove(world, scene.finding.id, person)

    assert refusal(answer) == ACCESS_DENIED


async def test_a_stranger_removes_none_and_learns_nothing(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE)
    other = await a_scene(world, VulnerabilityStatus.VULNERABLE, name="evil")
    stranger = await a_person(world, member_of(other.tenant, GroupRole.ADMIN))

    async with nothing_written(world):
        foreign = await remove(world, scene.finding.id, stranger)
        absent = await remove(world, "nothing", stranger)

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent


async def test_nobody_who_has_not_signed_in_removes_one(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE)

    async with nothing_written(world):
        answer = await remove(world, scene.finding.id, None)

    assert refusal(answer) == LOGIN_REQUIRED


@pytest.mark.parametrize("justification", ["REPORTING_ERROR", "", "duplicated"])
async def test_a_reason_that_is_none_removes_nothing(world: World, justification: str) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE)
    person = await a_person(world, member_of(scene.tenant, GroupRole.ADMIN))

    async with nothing_written(world):
        answer = await remove(world, scene.finding.id, person, justification)

    assert answer.codes == ["INVALID"]
    assert not answer.data
