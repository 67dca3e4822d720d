"""Undoing an import while others change things, cut off anywhere, and going on afterwards."""

import json
from dataclasses import dataclass
from typing import Final

import pytest

from cutting import At, Cut, Watched, cut_at
from db_model.access.types import GroupRole
from db_model.errors import ChangedMeanwhile
from db_model.types import VulnerabilityId
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus
from held import hits
from imports.domain import RUN
from jobs.rules import Held
from jobs_by_hand import held_before, let_go
from people import Person, Tenant, a_person, a_tenant, member_of
from reporting import counts, imported
from rolling_back import (
    alike,
    by_hand,
    close,
    figures_hold,
    findings_there,
    known,
    rate,
    roll_back,
    rolled_back,
    sent,
    sent_and_run,
    told,
)
from sarif import Hit, a_report
from vanishing import remove
from world import World

SAFE: Final = VulnerabilityStatus.SAFE
# Of an import: to begin, with the plan, three of changes, the finding of a rule, the end.
IMPORTS: Final = range(1, 8)
# Of a rollback: four of what was changed and made, a finding, the end.
COMMITS: Final = range(1, 7)
CUTS: Final = pytest.mark.parametrize("moment", ["before", "after"])
DEACTIVATE: Final = """
mutation ($groupName: String! $id: ID!) {
  deactivateRoot(groupName: $groupName id: $id reason: OUT_OF_SCOPE) { success }
}
"""
ACTIVATE: Final = """
mutation ($groupName: String! $id: ID!) { activateRoot(groupName: $groupName id: $id) { success } }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A root with 110 open and 10 closed; ``before`` is how they were before the last import.

    The root's job is ``held`` by the test.
    """

    tenant: Tenant
    person: Person
    held: Held
    before: dict[VulnerabilityId, Vulnerability]


LATEST: Final = a_report(
    [
        *(Hit(line=each.line + 3, code=each.code) for each in hits(80)),
        *hits(120)[110:],  # back again
        *(Hit(line=5000 + 10 * n, code=f"eval(v{n})", rule="B307") for n in range(40)),
    ]
)


async def _scene(world: World) -> Scene:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.ADMIN))
    held = await held_before(world, RUN, tenant.root.id)
    for count in (120, 110):
        await sent_and_run(world, held, tenant, person, a_report(hits(count)))
    return Scene(tenant=tenant, person=person, held=held, before=await alike(world))


async def _to_be_undone(world: World) -> tuple[Scene, str]:
    """Return a scene whose latest import changed everything, and is to be rolled back."""
    scene = await _scene(world)
    id_ = await sent_and_run(world, scene.held, scene.tenant, scene.person, LATEST)
    assert await alike(world) != scene.before
    await roll_back(world, scene.person, id_, waitSeconds=0)
    return scene, id_


async def _is_as_before(world: World, scene: Scene, id_: str) -> None:
    state = await told(world, scene.person, id_)
    undone = {"reason": None, "undone": 160, "conflicts": {"total": 0}}
    assert state == {"state": "ROLLED_BACK", "rollback": undone}
    assert await alike(world) == scene.before
    assert len(await findings_there(world)) == 1
    await figures_hold(world)


@CUTS
@pytest.mark.parametrize("commit", COMMITS)
async def test_cut_off_at_any_commit_a_rollback_ends_the_same(
    world: World, moment: str, commit: int
) -> None:
    scene, id_ = await _to_be_undone(world)

    with pytest.raises(Cut):
        await by_hand(world, scene.held, cut_at(world.store, moment, commit=commit))
    await by_hand(world, scene.held)

    await _is_as_before(world, scene, id_)


async def test_so_many_commits_are_all(world: World) -> None:
    scene, id_ = await _to_be_undone(world)

    await by_hand(world, scene.held, cut_at(world.store, "before", commit=COMMITS.stop))

    await _is_as_before(world, scene, id_)


@CUTS
@pytest.mark.parametrize("commit", IMPORTS)
async def test_an_import_that_was_cut_off_anywhere_can_be_undone(
    world: World, moment: str, commit: int
) -> None:
    scene = await _scene(world)
    id_ = await sent(world, scene.tenant, scene.person, LATEST)
    with pytest.raises(Cut):
        await by_hand(world, scene.held, cut_at(world.store, moment, commit=commit))
    await let_go(world, scene.held)
    world.service.bell.ring(RUN, scene.tenant.root.id)
    await world.contents()

    await roll_back(world, scene.person, id_)

    await _is_as_before(world, scene, id_)


@pytest.mark.parametrize("commit", COMMITS)
async def test_what_people_do_at_any_commit_stays(world: World, commit: int) -> None:
    scene, id_ = await _to_be_undone(world)
    now = await known(world)
    moved = [one for one in now.values() if one.id in scene.before and one.state.status != SAFE]
    made = [one for one in now.values() if one.id not in scene.before]
    touched = [moved[0], moved[79], made[0], made[39]]

    async def people() -> None:
        for one in touched:
            await rate(world, scene.person, one)
            await close(world, scene.person, one)

    acting = At(commit, people)
    await by_hand(world, scene.held, Watched(world.store, meanwhile=acting))

    assert acting.left <= 0
    after = await alike(world)
    assert (await told(world, scene.person, id_))["state"] == "ROLLED_BACK"
    for one in touched:
        # What was made is taken back before people come, or theirs.
        assert one.id not in after or after[one.id].state.status is SAFE
        assert one.id not in scene.before or after[one.id].severity is not None
    others = scene.before.keys() - {one.id for one in touched}
    assert {id_: after[id_] for id_ in others} == {id_: scene.before[id_] for id_ in others}
    await figures_hold(world)


@pytest.mark.parametrize("commit", IMPORTS)
async def test_what_people_do_while_it_is_imported_is_as_they_left_it(
    world: World, commit: int
) -> None:
    scene = await _scene(world)
    first, second, *_ = (one for one in scene.before.values() if one.state.status != SAFE)

    async def people() -> None:
        await close(world, scene.person, first)
        await rate(world, scene.person, second)

    await sent(world, scene.tenant, scene.person, LATEST)
    acting = At(commit, people)
    await by_hand(world, scene.held, Watched(world.store, meanwhile=acting))
    by_then = await known(world)
    id_ = by_then[second.id].state.import_id
    assert id_ is not None
    await roll_back(world, scene.person, id_, waitSeconds=0)
    await by_hand(world, scene.held)

    after = await alike(world)
    assert after[first.id].state.status is SAFE
    assert after[second.id].severity is not None
    assert after[second.id].detection == scene.before[second.id].detection
    others = scene.before.keys() - {first.id, second.id}
    assert {id_: after[id_] for id_ in others} == {id_: scene.before[id_] for id_ in others}
    await figures_hold(world)


async def test_a_root_that_is_not_tested_any_more_stops_it_and_it_goes_on_later(
    world: World,
) -> None:
    scene, id_ = await _to_be_undone(world)
    root = {"groupName": scene.tenant.group.name, "id": scene.tenant.root.id}

    async def leave() -> None:
        await world.ask(DEACTIVATE, token=scene.person.token, **root)

    await by_hand(world, scene.held, Watched(world.store, meanwhile=At(2, leave)))
    stopped = await told(world, scene.person, id_)
    await let_go(world, scene.held)
    await world.contents()  # what was open is closed by then
    await world.ask(ACTIVATE, token=scene.person.token, **root)
    await roll_back(world, scene.person, id_)

    assert stopped["state"] == "DONE"
    assert stopped["rollback"]["reason"] == "Exception - The root is not active"
    assert 0 < stopped["rollback"]["undone"] < 160
    ended = await told(world, scene.person, id_)
    assert (ended["state"], ended["rollback"]["reason"]) == ("ROLLED_BACK", None)
    assert ended["rollback"]["undone"] + ended["rollback"]["conflicts"]["total"] == 160
    await figures_hold(world)


async def test_asked_while_a_later_one_is_compared_it_goes_first(world: World) -> None:
    scene = await _scene(world)
    id_ = await sent_and_run(world, scene.held, scene.tenant, scene.person, LATEST)
    later = await sent(world, scene.tenant, scene.person, a_report(hits(110)))

    async def ask() -> None:
        await roll_back(world, scene.person, id_, waitSeconds=0)

    with pytest.raises(ChangedMeanwhile):
        await by_hand(world, scene.held, Watched(world.store, meanwhile=At(2, ask)))
    await by_hand(world, scene.held)

    await _is_as_before(world, scene, id_)
    assert (await told(world, scene.person, later))["state"] == "DONE"


async def test_a_later_import_that_began_stops_it(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.ADMIN))
    held = await held_before(world, RUN, tenant.root.id)
    id_ = await sent_and_run(world, held, tenant, person, a_report(hits(9)))
    await sent(world, tenant, person, a_report(hits(9)))

    async def ask() -> None:
        await roll_back(world, person, id_, waitSeconds=0)

    await by_hand(world, held, Watched(world.store, meanwhile=At(2, ask)))

    assert await told(world, person, id_) == {
        "state": "DONE",
        "rollback": {
            "reason": "Exception - A later import of the same tools was applied to the root",
            "undone": 0,
            "conflicts": {"total": 0},
        },
    }
    assert len(await known(world)) == 9


@pytest.mark.parametrize("commit", COMMITS)
async def test_nothing_opens_in_a_finding_that_is_removed_meanwhile(
    world: World, commit: int
) -> None:
    scene, id_ = await _to_be_undone(world)
    finding = next(iter(scene.before.values())).finding_id

    async def leave() -> None:
        await remove(world, finding, scene.person)

    await by_hand(world, scene.held, Watched(world.store, meanwhile=At(commit, leave)))
    await let_go(world, scene.held)
    await world.contents()

    assert (await told(world, scene.person, id_))["state"] == "ROLLED_BACK"
    left = (await known(world)).values()
    assert all(one.state.status != VulnerabilityStatus.VULNERABLE for one in left)
    assert await findings_there(world) == {}
    await figures_hold(world)


async def test_a_runner_that_was_overtaken_leaves_it_to_the_next(world: World) -> None:
    scene, id_ = await _to_be_undone(world)

    async def lose() -> None:
        await let_go(world, scene.held)

    with pytest.raises(ChangedMeanwhile):
        await by_hand(world, scene.held, Watched(world.store, meanwhile=At(2, lose)))
    world.service.bell.ring(RUN, scene.tenant.root.id)
    await world.contents()

    await _is_as_before(world, scene, id_)


async def test_a_report_of_more_tools_than_a_commit_takes_is_undone_as_well(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.ADMIN))
    runs = [json.loads(a_report(hits(1), tool=f"tool{n}"))["runs"][0] for n in range(130)]
    report = json.dumps({"version": "2.1.0", "runs": runs}).encode()
    first = await imported(world, tenant, person, report)
    later = await imported(world, tenant, person, a_report(hits(1), tool="tool129"))

    refused = await roll_back(world, person, first["id"])
    undone = await rolled_back(world, person, later["id"])
    second = await imported(world, tenant, person, report)
    again = await rolled_back(world, person, second["id"])

    assert refused.codes == ["CONFLICT"]
    assert (undone["state"], again["state"]) == ("ROLLED_BACK", "ROLLED_BACK")
    assert counts(second) == {"unchanged": 130}
