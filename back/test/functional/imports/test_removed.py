"""Reports of rules whose finding was removed, before a job removed what it had and after."""

from typing import Final

import pytest

from cutting import At, Watched
from db_model.access.types import GroupRole
from db_model.findings.types import Figures
from db_model.types import FindingId
from db_model.vulnerabilities.types import VulnerabilityStatus
from findings.domain import REMOVE
from held import hits
from imports.domain import RUN
from imports.run import Means, run_root
from jobs.rules import Held, run_of
from jobs_by_hand import held_before
from people import Person, Tenant, a_person, a_tenant, member_of
from reporting import counts, explanations, imported, outcomes, send_report, stored
from sarif import Hit, a_report
from store.types import Store
from vanishing import REASONS, counted, figures_of, remove, vulnerabilities_of
from vulnerabilities.domain import remove_vulnerabilities
from world import World

KNOWN: Final = [Hit(line=10, code="assert first()"), Hit(line=20, code="assert second()")]
OTHER: Final = Hit(line=30, code="eval(third)", rule="B307")
NEW: Final = Hit(line=90, code="assert anything_else()")
REPORT: Final = a_report([*KNOWN, OTHER])
REMOVE_ONE: Final = """
mutation ($findingId: String! $id: String!) {
  removeVulnerability(findingId: $findingId id: $id justification: FALSE_POSITIVE) { success }
}
"""
FINDING: Final = "query ($id: String!) { vulnerability(uuid: $id) { findingId } }"
STATE: Final = "query ($id: ID!) { import(id: $id) { state reason } }"
MOMENTS: Final = pytest.mark.parametrize("is_held", [True, False], ids=["before", "after"])


async def _finding_of(world: World, person: Person, id_: str | None) -> FindingId:
    answer = await world.ask(FINDING, token=person.token, id=id_)
    return FindingId(answer["vulnerability"]["findingId"])


async def _removed(
    world: World, justification: str, *, is_held: bool
) -> tuple[Tenant, Person, FindingId, list[str | None]]:
    """Import a report, and remove the finding of its first rule; its job runs unless held."""
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.ARCHITECT))
    ids = [id_ for _, id_ in outcomes(await imported(world, tenant, person, REPORT))]
    finding = await _finding_of(world, person, ids[0])
    if is_held:
        await held_before(world, REMOVE, finding)
    await remove(world, finding, person, justification)
    if not is_held:
        await world.contents()
    return tenant, person, finding, ids


@MOMENTS
async def test_a_false_positive_stays_gone_and_so_does_all_that_its_rule_reports(
    world: World, *, is_held: bool
) -> None:
    tenant, person, finding, ids = await _removed(world, "FALSE_POSITIVE", is_held=is_held)
    moved = [Hit(line=15, code="assert first()"), *KNOWN[1:], OTHER, NEW]

    dry = await imported(world, tenant, person, a_report(moved), dryRun=True)
    again = await imported(world, tenant, person, a_report(moved))

    told = [("UNCHANGED", None), ("UNCHANGED", None), ("UNCHANGED", ids[2]), ("IGNORED", None)]
    assert outcomes(dry) == outcomes(again) == told
    assert counts(dry) == counts(again) == {"unchanged": 3}
    assert explanations(again)[3] == (
        "ignored: all that its rule reports was removed as a false positive"
    )
    assert set(await stored(world, tenant, person)) == {ids[2]}
    assert list((await counted(world, person, tenant)).values()) == [(1, 0)]
    assert len(await vulnerabilities_of(world, finding)) == len(KNOWN)


@MOMENTS
async def test_it_is_known_again_where_its_tool_saw_it_last(world: World, *, is_held: bool) -> None:
    tenant, person, _, ids = await _removed(world, "FALSE_POSITIVE", is_held=is_held)
    lines = [Hit(line=10 + 7 * step, code="assert first()") for step in range(1, 5)]

    for hit in lines:
        again = await imported(world, tenant, person, a_report([hit, *KNOWN[1:], OTHER]))
        assert counts(again) == {"unchanged": 3}

    assert set(await stored(world, tenant, person)) == {ids[2]}


@MOMENTS
@pytest.mark.parametrize("justification", ["DUPLICATED", "NOT_REQUIRED"])
async def test_for_another_reason_the_next_report_makes_another_finding(
    world: World, justification: str, *, is_held: bool
) -> None:
    tenant, person, finding, ids = await _removed(world, justification, is_held=is_held)

    dry = await imported(world, tenant, person, REPORT, dryRun=True)
    again = await imported(world, tenant, person, REPORT)
    third = await imported(world, tenant, person, REPORT)

    fresh = [id_ for _, id_ in outcomes(again)]
    assert counts(dry) == counts(again) == {"created": 2, "unchanged": 1}
    assert counts(third) == {"unchanged": 3}
    assert set(fresh[:2]).isdisjoint(ids)
    assert fresh[2] == ids[2]
    assert set(await stored(world, tenant, person)) == set(fresh)
    made = await _finding_of(world, person, fresh[0])
    assert made != finding
    assert await _finding_of(world, person, fresh[1]) == made
    figures = await counted(world, person, tenant)
    assert figures.pop(made) == (2, 0)
    assert list(figures.values()) == [(1, 0)]


@MOMENTS
async def test_what_a_person_had_removed_before_stays_gone(world: World, *, is_held: bool) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.ARCHITECT))
    ids = [id_ for _, id_ in outcomes(await imported(world, tenant, person, REPORT))]
    finding = await _finding_of(world, person, ids[0])
    await world.ask(REMOVE_ONE, token=person.token, findingId=finding, id=ids[0])
    if is_held:
        await held_before(world, REMOVE, finding)
    await remove(world, finding, person, "DUPLICATED")

    again = await imported(world, tenant, person, REPORT)

    assert outcomes(again)[0] == ("UNCHANGED", None)
    assert counts(again) == {"created": 1, "unchanged": 2}


@pytest.mark.parametrize("justification", REASONS)
async def test_what_an_import_did_to_it_is_told_without_it(
    world: World, justification: str
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.ARCHITECT))
    import_ = await imported(world, tenant, person, REPORT)
    ids = [id_ for _, id_ in outcomes(import_)]
    finding = await _finding_of(world, person, ids[0])
    await held_before(world, REMOVE, finding)
    await remove(world, finding, person, justification)

    query = (
        "query ($id: ID!) { import(id: $id) { results { edges { node { "
        "outcome vulnerability { id } } } } } }"
    )
    read = await world.ask(query, token=person.token, id=import_["id"])

    assert outcomes(read["import"]) == [("CREATED", None), ("CREATED", None), ("CREATED", ids[2])]


async def _by_hand(world: World, held: Held, store: Store) -> None:
    """Run what was sent for the root whose job is ``held``."""
    means = Means(
        store=store,
        blobs=world.service.engines.blobs,
        clock=world.clock,
        ended=lambda _: None,
    )
    await run_root(means, run_of(held))


async def _sent(world: World, tenant: Tenant, person: Person, count: int) -> str:
    report = a_report(hits(count))
    answer = await send_report(world, tenant, person.token, report, waitSeconds=0)
    id_: str = answer["importReport"]["import"]["id"]
    return id_


@pytest.mark.parametrize("justification", REASONS)
@pytest.mark.parametrize("commit", range(1, 7))
async def test_an_import_that_runs_while_it_is_removed_opens_nothing_in_it(
    world: World, commit: int, justification: str
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.ADMIN))
    held = await held_before(world, RUN, tenant.root.id)
    for count in (30, 20):  # ten are closed, to be opened again
        await _sent(world, tenant, person, count)
        await _by_hand(world, held, world.store)
    finding = await _finding_of(world, person, next(iter(await stored(world, tenant, person))))
    removal = await held_before(world, REMOVE, finding)
    id_ = await _sent(world, tenant, person, 130)

    async def leave() -> None:
        await remove(world, finding, person, justification)
        await remove_vulnerabilities(world.store, run_of(removal), clock=world.clock)

    leaving = At(commit, leave)

    await _by_hand(world, held, Watched(world.store, meanwhile=leaving))

    known = await vulnerabilities_of(world, finding)
    assert leaving.left <= 0
    assert {each.state.status for each in known} == {VulnerabilityStatus.DELETED}
    assert await figures_of(world, finding) == Figures()
    shown = set(await stored(world, tenant, person))
    assert shown.isdisjoint(each.id for each in known)
    answer = await world.ask(STATE, token=person.token, id=id_)
    assert answer["import"] == {"state": "DONE", "reason": None}
