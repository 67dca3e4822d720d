"""Reports of a root that is moved: known is what was known, and none comes in between."""

from typing import Final

import pytest

from cutting import At, Watched
from db_model.stakeholders.types import PlatformRole
from functional.mutations.test_remove_vulnerability import REMOVE
from held import hits
from imports.domain import RUN
from imports.run import Means, run_root
from jobs.rules import run_of
from jobs_by_hand import held_before, let_go
from moving import a_ground, arrived, known_of, left, move
from people import Roles, a_person
from reporting import counts, imported, outcomes, send_report, stored
from reviewing import read
from sarif import a_report
from world import World

KNOWN: Final = 30
IMPORT: Final = "query ($id: ID!) { import(id: $id) { state reason } }"
FINDING: Final = "query ($id: String!) { vulnerability(uuid: $id) { findingId } }"


async def test_the_same_report_says_that_all_is_unchanged(world: World) -> None:
    ground = await a_ground(world)
    report = a_report(hits(KNOWN))
    await imported(world, ground.tenant, ground.person, report)

    await move(world, ground, ground.person)
    await world.contents()
    before = await world.contents()
    again = await imported(world, ground.there, ground.person, report)

    after = await world.contents()
    assert counts(again) == {"unchanged": KNOWN}
    assert before.items() <= after.items()
    assert len(await stored(world, ground.there, ground.person)) == KNOWN


async def test_what_is_new_belongs_to_the_finding_of_its_rule(world: World) -> None:
    ground = await a_ground(world)
    await imported(world, ground.tenant, ground.person, a_report(hits(KNOWN)))
    await move(world, ground, ground.person)
    await world.contents()

    more = await imported(world, ground.there, ground.person, a_report(hits(KNOWN + 1)))

    known = await known_of(world, await arrived(world, ground))
    assert counts(more) == {"unchanged": KNOWN, "created": 1}
    assert len({each.finding_id for each in known}) == 1


async def test_a_false_positive_stays_gone(world: World) -> None:
    ground = await a_ground(world)
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))
    report = a_report(hits(2))
    first = await imported(world, ground.tenant, ground.person, report)
    id_ = outcomes(first)[0][1]
    finding = (await world.ask(FINDING, token=admin.token, id=id_))["vulnerability"]["findingId"]
    removed = await world.ask(
        REMOVE, token=admin.token, findingId=finding, id=id_, justification="FALSE_POSITIVE"
    )
    assert removed["removeVulnerability"] == {"success": True}

    await move(world, ground, ground.person)
    await world.contents()
    again = await imported(world, ground.there, ground.person, report)

    assert counts(again) == {"unchanged": 2}
    assert len(await stored(world, ground.there, ground.person)) == 1


@pytest.mark.parametrize("commit", range(1, 8))
async def test_an_import_that_runs_while_the_root_is_moved_leaves_nothing_behind(
    world: World, commit: int
) -> None:
    ground = await a_ground(world)
    held = await held_before(world, RUN, ground.tenant.root.id)
    sent = await send_report(
        world, ground.tenant, ground.person.token, a_report(hits(100)), waitSeconds=0
    )
    id_ = sent["importReport"]["import"]["id"]
    leaving = At(commit, lambda: move(world, ground, ground.person))
    means = Means(
        store=Watched(world.store, meanwhile=leaving),
        blobs=world.service.engines.blobs,
        clock=world.clock,
        ended=lambda _: None,
    )

    await run_root(means, run_of(held))

    await let_go(world, held)
    await world.contents()
    ended = (await world.ask(IMPORT, token=ground.person.token, id=id_))["import"]
    here = await known_of(world, await left(world, ground))
    there = await known_of(world, await arrived(world, ground))
    assert leaving.left <= 0
    assert "VULNERABLE" not in {each.state.status for each in here}
    assert [each.detection for each in there] == [each.detection for each in here]
    assert {each.state.status for each in there} <= {"VULNERABLE"}
    assert ended in (
        {"state": "FAILED", "reason": "Exception - The root is not active"},
        {"state": "DONE", "reason": None},
    )
    assert (ended["state"] == "DONE") == (len(here) == 100)


async def test_the_copy_is_read_as_what_it_is(world: World) -> None:
    ground = await a_ground(world)
    first = await imported(world, ground.tenant, ground.person, a_report(hits(1)))
    was = await read(world, ground.person, str(outcomes(first)[0][1]))

    await move(world, ground, ground.person)
    await world.contents()

    (copy,) = await known_of(world, await arrived(world, ground))
    assert await read(world, ground.person, copy.id) == was
