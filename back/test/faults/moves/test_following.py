"""What was found in a root, where it runs and what became of it, once the root was moved."""

from dataclasses import replace
from typing import Final

from db_model.access.types import GroupRole
from db_model.environments.get import of_group as environments_of
from db_model.findings.get import figures as stored_figures
from db_model.findings.get import of_group as findings_of
from db_model.findings.types import Figures
from db_model.vulnerabilities.get import states
from db_model.vulnerabilities.types import Reason, VulnerabilityStatus, ZeroRiskStatus
from functional.mutations.test_move_root import ENVIRONMENT
from moving import (
    a_ground,
    arrived,
    known_of,
    move,
)
from people import Roles, a_person, a_tenant
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from reviewing import CLOSE, a_scene
from store.requests import RequestStore
from world import World

EVERY: Final = (
    VulnerabilityStatus.VULNERABLE,
    VulnerabilityStatus.SAFE,
    VulnerabilityStatus.SUBMITTED,
    VulnerabilityStatus.REJECTED,
)


async def test_what_was_found_in_it_follows_with_its_history_and_is_counted_once(
    world: World,
) -> None:
    scene = await a_scene(world, *EVERY)
    ground = await a_ground(world, tenant=scene.tenant)
    before = await known_of(world, ground.tenant.root)

    await move(world, ground, ground.person)

    await world.contents()
    db = RequestStore(world.store)
    copies = await known_of(world, await arrived(world, ground))
    after = await known_of(world, ground.tenant.root)
    (home,) = await findings_of(db, ground.target.name)
    assert [each.state for each in copies] == [each.state for each in before]
    assert [each.version for each in copies] == [each.version for each in before]
    assert {each.finding_id for each in copies} == {home.id}
    assert {each.group_name for each in copies} == {ground.target.name}
    assert {each.id for each in copies}.isdisjoint(each.id for each in before)
    for copy, was in zip(copies, before, strict=True):
        assert await states(db, copy.id) == (was.state,)
    assert [(each.state.status, each.state.reasons) for each in after] == [
        (VulnerabilityStatus.SAFE, (Reason.EXCLUSION,)),
        (VulnerabilityStatus.SAFE, ()),
        (VulnerabilityStatus.DELETED, (Reason.EXCLUSION,)),
        (VulnerabilityStatus.DELETED, (Reason.EXCLUSION,)),
    ]
    assert await stored_figures(db, [scene.finding.id, home.id]) == (
        Figures(closed=2),
        Figures(open=1, closed=1, submitted=1, rejected=1),
    )


async def test_a_history_goes_with_all_its_entries_and_zero_risk_stays_what_it_is(
    world: World,
) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE)
    ground = await a_ground(world, tenant=scene.tenant)
    hacker = await a_person(world, Roles(groups={ground.tenant.group.name: GroupRole.HACKER}))
    no_risk = replace(
        a_vulnerability(scene.tenant, scene.finding, 7), zero_risk=ZeroRiskStatus.CONFIRMED
    )
    await put_vulnerabilities(world, no_risk)
    closed = await world.ask(
        CLOSE, token=hacker.token, findingId=scene.finding.id, vulnerabilities=scene.ids
    )
    assert closed["closeVulnerabilities"]["success"]

    await move(world, ground, ground.person)

    await world.contents()
    db = RequestStore(world.store)
    copy, risk = await known_of(world, await arrived(world, ground))
    assert [each.status for each in await states(db, copy.id)] == ["VULNERABLE", "SAFE"]
    assert copy.closed_at is not None
    assert (risk.zero_risk, risk.state.status) == (ZeroRiskStatus.CONFIRMED, "VULNERABLE")


async def test_what_was_excluded_before_or_removed_by_hand_does_not_follow(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.SAFE, VulnerabilityStatus.DELETED)
    ground = await a_ground(world, tenant=scene.tenant)
    excluded = a_vulnerability(scene.tenant, scene.finding, 7, status=VulnerabilityStatus.SAFE)
    state = replace(excluded.state, reasons=(Reason.EXCLUSION,))
    await put_vulnerabilities(world, replace(excluded, state=state))

    await move(world, ground, ground.person)

    await world.contents()
    copies = await known_of(world, await arrived(world, ground))
    assert [each.state.specific for each in copies] == ["1"]


async def test_more_than_a_commit_takes_go_to_findings_that_say_the_same(world: World) -> None:
    tenant = await a_tenant(world)
    ground = await a_ground(world, tenant=tenant)
    ruled, written, new = (a_finding(tenant, number) for number in range(3))
    written = replace(written, detected_by=None)
    there = [
        replace(a_finding(ground.there, 0), title="In other words"),
        replace(a_finding(ground.there, 1), detected_by=None),
    ]
    await put_findings(world, ruled, written, new, *there)
    known = [
        a_vulnerability(tenant, finding, number)
        for finding in (ruled, written, new)
        for number in range(30)
    ]
    await put_vulnerabilities(world, *known)

    await move(world, ground, ground.person)

    await world.contents()
    db = RequestStore(world.store)
    homes = await findings_of(db, ground.target.name)
    counted = await stored_figures(db, [each.id for each in homes])
    made = [each for each in homes if each.id not in {home.id for home in there}]
    assert [each.title for each in made] == [new.title]
    assert made[0].detected_by == new.detected_by
    assert counted == (Figures(open=30),) * 3
    assert len(await known_of(world, await arrived(world, ground))) == 90


async def test_where_it_runs_is_told_in_both_groups(world: World) -> None:
    ground = await a_ground(world)
    tenant = ground.tenant
    await world.ask(
        ENVIRONMENT, token=ground.person.token, groupName=tenant.group.name, rootId=tenant.root.id
    )

    await move(world, ground, ground.person)

    await world.contents()
    db = RequestStore(world.store)
    (was,) = await environments_of(db, tenant.group.name)
    (copy,) = await environments_of(db, ground.target.name)
    new = await arrived(world, ground)
    assert copy == replace(was, group_name=ground.target.name, root_id=new.id)
