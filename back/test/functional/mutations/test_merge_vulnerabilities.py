"""mergeVulnerabilities."""

import asyncio
from dataclasses import replace

import pytest

from correcting import history, merge, shown
from db_model.access.types import GroupRole
from db_model.types import RootId, VulnerabilityId
from db_model.vulnerabilities.types import Detection, Vulnerability, VulnerabilityStatus
from functional.queries.test_audit_trail import a_director, in_group
from people import Person, a_person, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from refusals import LOGIN_REQUIRED, VULNERABILITY_NOT_FOUND, nothing_written, refusal
from reporting import stored
from reviewing import Scene, a_scene, figures
from vulnerabilities.rules import MOST_MERGED
from world import World

OPEN, CLOSED = VulnerabilityStatus.VULNERABLE, VulnerabilityStatus.SAFE
DRAFT, REFUSED = VulnerabilityStatus.SUBMITTED, VulnerabilityStatus.REJECTED
REMOVED = VulnerabilityStatus.DELETED


async def _architect(world: World, scene: Scene) -> Person:
    return await a_person(world, member_of(scene.tenant, GroupRole.ARCHITECT))


def _by_tool(scene: Scene, number: int) -> Vulnerability:
    """Return another vulnerability of ``scene``, which a tool saw."""
    detection = Detection(
        tool="Bandit",
        rule="B101",
        path="app/db.py",
        region=None,
        content="",
        message="",
        message_hash="",
    )
    return replace(a_vulnerability(scene.tenant, scene.finding, number), detection=detection)


async def test_the_other_is_gone_from_lists_and_figures_and_the_kept_one_stays(
    world: World,
) -> None:
    scene = await a_scene(world, OPEN, OPEN)
    person = await _architect(world, scene)
    keep, absorb = scene.ids

    answer = await merge(world, person, keep, absorb)

    assert answer["mergeVulnerabilities"] == {
        "success": True,
        "vulnerability": {"id": keep, "mergedIds": [absorb]},
    }
    assert set(await stored(world, scene.tenant, person)) == {keep}
    assert await figures(world, person, scene.finding) == (1, 0, 0, 0)
    assert await shown(world, person, absorb) is None
    assert await history(world, person, keep) == [("VULNERABLE", None), ("VULNERABLE", "MERGED")]


async def test_figures_of_both_findings_hold(world: World) -> None:
    scene = await a_scene(world, CLOSED)
    other = a_finding(scene.tenant, 1)
    await put_findings(world, other)
    absorb = a_vulnerability(scene.tenant, other)
    await put_vulnerabilities(world, absorb)
    person = await _architect(world, scene)

    await merge(world, person, scene.ids[0], absorb.id)

    assert await figures(world, person, scene.finding) == (1, 0, 0, 0)
    assert await figures(world, person, other) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("keep", "absorb", "state"),
    [
        (OPEN, OPEN, "VULNERABLE"),
        (OPEN, CLOSED, "VULNERABLE"),
        (CLOSED, OPEN, "VULNERABLE"),
        (CLOSED, CLOSED, "SAFE"),
    ],
)
async def test_the_kept_one_is_open_if_either_was(
    world: World, keep: VulnerabilityStatus, absorb: VulnerabilityStatus, state: str
) -> None:
    scene = await a_scene(world, keep, absorb)
    person = await _architect(world, scene)

    await merge(world, person, *scene.ids)

    found = await shown(world, person, scene.ids[0])
    assert found is not None
    assert found["state"] == state
    is_open = state == "VULNERABLE"
    assert await figures(world, person, scene.finding) == (int(is_open), int(not is_open), 0, 0)


async def test_the_trail_tells_who_merged_what(world: World) -> None:
    scene = await a_scene(world, OPEN, OPEN)
    person = await _architect(world, scene)
    await merge(world, person, *scene.ids)
    await world.indexed()
    director = await a_director(world, scene.tenant)

    trail = await in_group(world, scene.tenant, director)
    nodes = [edge["node"] for edge in trail["edges"]]
    told = next(each for each in nodes if each["principal"] == person.email)
    changed = {(id_, *each["fields"]) for each in told["changes"] for id_ in each["ids"]}
    state = ("state.modified_at", "state.modified_by", "state.reasons")
    assert changed == {
        (scene.ids[0], "absorbed", *state),
        (scene.ids[1], "merged_into", *state, "state.status"),
    }


@pytest.mark.parametrize(
    ("keep", "absorb", "told"),
    [
        (OPEN, DRAFT, ("Exception - The vulnerability has not been released", "INVALID")),
        (REFUSED, OPEN, ("Exception - The vulnerability has not been released", "INVALID")),
        (OPEN, REMOVED, VULNERABILITY_NOT_FOUND),
        (REMOVED, OPEN, VULNERABILITY_NOT_FOUND),
    ],
)
async def test_drafts_and_what_is_gone_are_not_merged(
    world: World, keep: VulnerabilityStatus, absorb: VulnerabilityStatus, told: tuple[str, str]
) -> None:
    scene = await a_scene(world, keep, absorb)
    person = await _architect(world, scene)

    async with nothing_written(world):
        answer = await merge(world, person, *scene.ids)

    assert refusal(answer) == told


async def test_none_is_merged_with_itself(world: World) -> None:
    scene = await a_scene(world, OPEN)
    person = await _architect(world, scene)

    async with nothing_written(world):
        answer = await merge(world, person, scene.ids[0], scene.ids[0])

    told = "Exception - A vulnerability cannot be merged with itself"
    assert refusal(answer) == (told, "INVALID")


async def test_what_a_tool_saw_is_not_merged_into_what_none_did(world: World) -> None:
    scene = await a_scene(world, OPEN)
    seen = _by_tool(scene, 7)
    await put_vulnerabilities(world, seen)
    person = await _architect(world, scene)

    async with nothing_written(world):
        answer = await merge(world, person, scene.ids[0], seen.id)

    told = "Exception - What a tool reported cannot be merged into what no tool reported"
    assert refusal(answer) == (told, "INVALID")
    answer = await merge(world, person, seen.id, scene.ids[0])
    assert answer["mergeVulnerabilities"]["success"]


async def test_as_many_are_merged_into_one_as_may_be(world: World) -> None:
    scene = await a_scene(world, OPEN, OPEN)
    many = tuple(VulnerabilityId(f"merged-{number}") for number in range(MOST_MERGED))
    full = replace(a_vulnerability(scene.tenant, scene.finding, 7), absorbed=many)
    await put_vulnerabilities(world, full)
    person = await _architect(world, scene)

    async with nothing_written(world):
        answer = await merge(world, person, full.id, scene.ids[0])

    told = "Exception - At most 90 vulnerabilities may be merged into one"
    assert refusal(answer) == (told, "INVALID")


async def test_another_roots_is_refused_and_another_groups_is_as_absent_as_none(
    world: World,
) -> None:
    scene = await a_scene(world, OPEN)
    other = await a_scene(world, OPEN, name="evil")
    elsewhere = replace(a_vulnerability(scene.tenant, scene.finding, 7), root_id=RootId("other"))
    await put_vulnerabilities(world, elsewhere)
    person = await _architect(world, scene)

    async with nothing_written(world):
        of_root = await merge(world, person, scene.ids[0], elsewhere.id)
        foreign = await merge(world, person, scene.ids[0], other.ids[0])
        absent = await merge(world, person, scene.ids[0], "nothing")
        into_foreign = await merge(world, person, other.ids[0], scene.ids[0])

    told = "Exception - The vulnerabilities are not of the same root"
    assert refusal(of_root) == (told, "INVALID")
    assert refusal(foreign) == VULNERABILITY_NOT_FOUND
    assert foreign == absent == into_foreign


@pytest.mark.parametrize("role", [GroupRole.USER_MANAGER, GroupRole.REATTACKER])
async def test_who_may_not_merges_none(world: World, role: GroupRole) -> None:
    scene = await a_scene(world, OPEN, OPEN)
    other = await a_scene(world, OPEN, name="evil")
    member = await a_person(world, member_of(scene.tenant, role))
    stranger = await a_person(world, member_of(other.tenant, GroupRole.HACKER))

    async with nothing_written(world):
        refused = await merge(world, member, *scene.ids)
        foreign = await merge(world, stranger, *scene.ids)
        into_own = await merge(world, stranger, other.ids[0], scene.ids[0])
        unknown = await merge(world, None, *scene.ids)

    assert refusal(refused) == VULNERABILITY_NOT_FOUND
    assert refused == foreign == into_own
    assert refusal(unknown) == LOGIN_REQUIRED


async def test_two_who_merge_each_into_the_other_leave_one(world: World) -> None:
    scene = await a_scene(world, OPEN, OPEN)
    person = await _architect(world, scene)
    one, other = scene.ids

    answers = await asyncio.gather(
        merge(world, person, one, other), merge(world, person, other, one)
    )

    assert sorted(not answer.errors for answer in answers) == [False, True]
    assert len(await stored(world, scene.tenant, person)) == 1
    assert await figures(world, person, scene.finding) == (1, 0, 0, 0)
