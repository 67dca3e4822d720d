"""rollbackImport."""

from typing import Final

import pytest

from db_model.access.types import GroupRole
from db_model.codec import decode
from db_model.imports.types import Counts, Import
from db_model.types import ImportId
from db_model.vulnerabilities.types import VulnerabilityStatus
from deriving import NO_DRIFT, drift
from held import a_held_import, hits
from imports.domain import RUN
from jobs_by_hand import held_before
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import IMPORT_NOT_FOUND, LOGIN_REQUIRED, nothing_written, refusal
from reporting import counts, imported, outcomes, stored
from rolling_back import (
    alike,
    by_hand,
    close,
    conflicts,
    describe,
    figures_hold,
    findings_there,
    known,
    rate,
    remove_one,
    roll_back,
    rolled_back,
    sent,
    sent_and_run,
    told,
)
from sarif import Hit, a_report
from world import World

SAFE: Final = VulnerabilityStatus.SAFE
LATER: Final = (
    "Exception - A later import of the same tools was applied to the root",
    "CONFLICT",
)
NOT_APPLIED: Final = ("Exception - The import was not applied", "CONFLICT")
DEACTIVATE: Final = """
mutation ($groupName: String! $id: ID!) {
  deactivateRoot(groupName: $groupName id: $id reason: OUT_OF_SCOPE) { success }
}
"""
HISTORY: Final = """
query ($id: String!) { vulnerability(uuid: $id) {
  state closingDate historicState { hacker justification status }
} }
"""


def moved(count: int, by: int = 3) -> list[Hit]:
    """Return as many hits, each further down."""
    return [Hit(line=each.line + by, code=each.code) for each in hits(count)]


async def _people(world: World) -> tuple[Tenant, Person]:
    tenant = await a_tenant(world)
    return tenant, await a_person(world, member_of(tenant, GroupRole.ADMIN))


async def test_what_it_made_goes_with_its_finding_as_if_it_had_never_been(world: World) -> None:
    tenant, person = await _people(world)
    report = a_report([*hits(3), Hit(line=3, code="eval(it)", rule="B307")])
    first = await imported(world, tenant, person, report)

    undone = await rolled_back(world, person, first["id"])

    assert undone == {
        "id": first["id"],
        "state": "ROLLED_BACK",
        "progress": 100,
        "rollback": {
            "requestedBy": person.email,
            "reason": None,
            "undone": 4,
            "conflicts": {"total": 0, "edges": []},
        },
    }
    assert await stored(world, tenant, person) == {}
    assert await findings_there(world) == {}
    await figures_hold(world)
    again = await imported(world, tenant, person, report)
    assert counts(again) == counts(first) == {"created": 4}
    assert {id_ for _, id_ in outcomes(again)}.isdisjoint(id_ for _, id_ in outcomes(first))


async def test_what_it_changed_is_as_before_and_the_history_tells(world: World) -> None:
    tenant, person = await _people(world)
    await imported(world, tenant, person, a_report(hits(30)))
    await imported(world, tenant, person, a_report(hits(25)))  # five are closed
    before, shown = await alike(world), await stored(world, tenant, person)
    closed = next(id_ for id_, each in before.items() if each.state.status is SAFE)
    report = a_report([*moved(20), *hits(30)[25:], Hit(line=900, code="assert fresh()")])
    latest = await imported(world, tenant, person, report)
    assert counts(latest) == {"created": 1, "moved": 20, "reopened": 5, "closed": 5}

    undone = await rolled_back(world, person, latest["id"])

    assert (undone["state"], undone["rollback"]["undone"]) == ("ROLLED_BACK", 31)
    assert await alike(world) == before
    assert await stored(world, tenant, person) == shown
    await figures_hold(world)
    history = (await world.ask(HISTORY, token=person.token, id=closed))["vulnerability"]
    assert [each["status"] for each in history["historicState"]] == [
        "VULNERABLE",
        "SAFE",
        "VULNERABLE",
        "SAFE",
    ]
    assert history["historicState"][-1] == {
        "hacker": person.email,
        "justification": "ROLLED_BACK, NOT_REPORTED",
        "status": "SAFE",
    }
    assert counts(await imported(world, tenant, person, report)) == counts(latest)


async def test_what_is_derived_from_it_follows(world: World) -> None:
    tenant, person = await _people(world)
    await imported(world, tenant, person, a_report(hits(6)))
    fresh = Hit(line=900, code="eval(it)", rule="B307")
    latest = await imported(world, tenant, person, a_report([*moved(4), fresh]))
    await world.indexed()

    await rolled_back(world, person, latest["id"])
    await world.indexed()

    assert await drift(world) == NO_DRIFT


async def test_what_people_changed_since_stays(world: World) -> None:
    tenant, person = await _people(world)
    await imported(world, tenant, person, a_report(hits(3)))
    before = await known(world)
    latest = await imported(world, tenant, person, a_report(moved(3)))
    rated, described, _ = (await known(world)).values()
    await rate(world, person, rated)
    await describe(world, person, described)

    undone = await rolled_back(world, person, latest["id"])

    after = await known(world)
    assert conflicts(undone) == {}
    assert after[rated.id].severity is not None
    assert after[described.id].state.source == "ESCAPE"
    for id_, was in before.items():
        assert after[id_].detection == was.detection
        assert after[id_].state.specific == was.state.specific


async def test_what_people_decided_on_is_left_and_listed(world: World) -> None:
    tenant, person = await _people(world)
    await imported(world, tenant, person, a_report(hits(4)))
    old = list((await known(world)).values())
    fresh = [Hit(line=500 + 10 * n, code=f"eval(v{n})", rule="B307") for n in range(4)]
    latest = await imported(world, tenant, person, a_report([*moved(3), *fresh]))
    made = [each for id_, each in (await known(world)).items() if id_ not in {o.id for o in old}]
    now = await known(world)
    await close(world, person, now[old[0].id])
    await remove_one(world, person, now[old[1].id])
    await close(world, person, made[0])
    await rate(world, person, made[1])
    await remove_one(world, person, made[2])
    left = await known(world)

    undone = await rolled_back(world, person, latest["id"])

    after = await known(world)
    assert (
        conflicts(undone)
        == {
            old[0].id: "left as it is: it was closed after the import",
            made[0].id: "left as it is: it was closed after the import",
            made[1].id: "left as it is: it was given a severity of its own after the import",
            None: "left as it is: it was removed after the import",
        }
        | {}
    )
    assert undone["rollback"]["undone"] == 3
    for each in (old[0], old[1], *made[:3]):
        assert after[each.id] == left[each.id]
    assert made[3].id not in after
    assert set(await findings_there(world)) == {old[0].finding_id, made[0].finding_id}
    await figures_hold(world)


async def test_one_import_is_the_latest_of_its_tools(world: World) -> None:
    tenant, person = await _people(world)
    first = await imported(world, tenant, person, a_report(hits(2)))
    other = await imported(world, tenant, person, a_report(hits(2), tool="Another"))
    second = await imported(world, tenant, person, a_report(moved(2), tool="bandit"))

    async with nothing_written(world):
        refused = await roll_back(world, person, first["id"])
    undone = await rolled_back(world, person, other["id"])
    await rolled_back(world, person, second["id"])
    async with nothing_written(world):
        gone = await roll_back(world, person, second["id"])
        older = await roll_back(world, person, first["id"])

    assert refusal(refused) == refusal(older) == LATER
    assert undone["state"] == "ROLLED_BACK"
    assert refusal(gone) == ("Exception - The import was rolled back already", "CONFLICT")


async def test_only_what_was_applied_can_be_undone(world: World) -> None:
    tenant, person = await _people(world)
    held = await a_held_import(world, tenant, person)
    dry = await imported(world, tenant, person, a_report(hits(1)), dryRun=True)
    failed = await imported(world, tenant, person, b"{}")

    async with nothing_written(world):
        refused = [await roll_back(world, person, each["id"]) for each in (held, dry, failed)]

    assert [refusal(each) for each in refused] == [NOT_APPLIED] * 3


async def test_a_dry_run_and_a_held_import_are_no_later_imports(world: World) -> None:
    tenant, person = await _people(world)
    first = await imported(world, tenant, person, a_report(hits(20)))
    await imported(world, tenant, person, a_report(hits(1)), dryRun=True)
    await imported(world, tenant, person, a_report(hits(1)))

    undone = await rolled_back(world, person, first["id"])

    assert undone["rollback"]["undone"] == 20


async def test_of_a_root_that_is_not_tested_nothing_is_undone(world: World) -> None:
    tenant, person = await _people(world)
    first = await imported(world, tenant, person, a_report(hits(2)))
    group = tenant.group.name
    await world.ask(DEACTIVATE, token=person.token, groupName=group, id=tenant.root.id)

    async with nothing_written(world):
        refused = await roll_back(world, person, first["id"])

    assert refusal(refused) == ("Exception - The root is not active", "INVALID")


async def test_asked_twice_it_is_done_once(world: World) -> None:
    tenant, person = await _people(world)
    held = await held_before(world, RUN, tenant.root.id)
    id_ = await sent_and_run(world, held, tenant, person, a_report(hits(2)))

    one = await roll_back(world, person, id_, waitSeconds=0)
    before = await world.everything()
    other = await roll_back(world, person, id_, waitSeconds=0)
    assert await world.everything() == before
    await by_hand(world, held)

    assert one == other
    assert one["rollbackImport"]["import"]["state"] == "ROLLING_BACK"
    assert one["rollbackImport"]["import"]["progress"] == 0
    state = await told(world, person, id_)
    assert (state["state"], state["rollback"]["undone"]) == ("ROLLED_BACK", 2)


async def test_it_goes_before_what_waits_for_the_root(world: World) -> None:
    tenant, person = await _people(world)
    held = await held_before(world, RUN, tenant.root.id)
    first = await sent_and_run(world, held, tenant, person, a_report(hits(2)))
    waiting = await sent(world, tenant, person, a_report(hits(2)))
    await roll_back(world, person, first, waitSeconds=0)

    await by_hand(world, held)

    items = (await world.everything()).values()
    imports = {each.id: each for each in (decode(Import, i) for i in items if i.kind == "import")}
    assert imports[ImportId(first)].state == "ROLLED_BACK"
    assert imports[ImportId(waiting)].counts == Counts(created=2)


async def test_what_was_kept_to_go_back_is_dropped_with_the_next_import(world: World) -> None:
    tenant, person = await _people(world)
    first = await imported(world, tenant, person, a_report(hits(2)))
    second = await imported(world, tenant, person, a_report(moved(2)))
    kept = await _before(world)
    await imported(world, tenant, person, a_report(moved(2, by=6)))
    await world.contents()
    later = await _before(world)

    assert [path.split("/")[1] for path in kept] == [second["id"]]
    assert len(later) == 1
    assert later[0].split("/")[1] not in (first["id"], second["id"])


async def test_what_was_kept_is_dropped_once_it_is_undone(world: World) -> None:
    tenant, person = await _people(world)
    await imported(world, tenant, person, a_report(hits(2)))
    second = await imported(world, tenant, person, a_report(moved(2)))

    await rolled_back(world, person, second["id"])
    await world.contents()

    assert await _before(world) == []


@pytest.mark.parametrize("seconds", [-1, 26])
async def test_a_wait_that_is_too_long_or_short_is_refused(world: World, seconds: int) -> None:
    tenant, person = await _people(world)
    done = await imported(world, tenant, person, a_report(hits(1)))

    async with nothing_written(world):
        answer = await roll_back(world, person, done["id"], waitSeconds=seconds)

    assert refusal(answer) == (
        "Exception - Value must be between 0 (inclusive) and 25 (inclusive)",
        "INVALID",
    )


async def test_nobody_else_rolls_it_back(world: World) -> None:
    tenant, person = await _people(world)
    manager = await a_person(world, member_of(tenant, GroupRole.USER_MANAGER))
    evil = await a_tenant(world, name="evil")
    stranger = await a_person(world, member_of(evil, GroupRole.ADMIN))
    done = await imported(world, tenant, person, a_report(hits(1)))

    async with nothing_written(world):
        by_manager = await roll_back(world, manager, done["id"])
        foreign = await roll_back(world, stranger, done["id"])
        absent = await roll_back(world, person, "nothing")
        anonymous = await roll_back(world, None, done["id"])

    assert refusal(by_manager) == refusal(foreign) == refusal(absent) == IMPORT_NOT_FOUND
    assert refusal(anonymous) == LOGIN_REQUIRED


async def _before(world: World) -> list[str]:
    blobs = world.service.engines.blobs
    paths = [entry.path async for entry in blobs.list("imports")]
    return sorted(path for path in paths if "/before/" in path)
